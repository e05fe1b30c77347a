package io.emailservice.message;

/**
 * One stored, immutable version of a template in one language.
 *
 * @param version counts from 1
 * @param locale language tag, for example {@code en-GB}; empty for the variant without a language
 */
public record TemplateVersion(String id, int version, String locale, Content content) {
    /** The version and locale as a record of a message names them, for example {@code welcome@3/en}. */
    public String name() {
        return id + "@" + version + (locale.isEmpty() ? "" : "/" + locale);
    }
}
