package io.emailservice.intake;

import io.emailservice.config.Section;

/**
 * How big the parts of a send request may be. Sizes in bytes are of the encoded request or of decoded attachments;
 * lengths count UTF-16 units.
 *
 * @param requestBytes checked before anything is parsed
 * @param contentLength longest html or text source
 * @param copies cc and bcc together; with {@code to} this stays within the 50 recipients that SES takes
 * @param headers extra headers; SES takes 15, some of which are ours
 * @param attachmentBytes all attachments together, decoded
 * @param dataDepth how deep {@code data} may nest
 * @param dataNodes values in {@code data}, containers included
 */
public record IntakeLimits(
        int requestBytes,
        int contentLength,
        int copies,
        int headers,
        int attachments,
        int attachmentBytes,
        int tags,
        int metadata,
        int dataDepth,
        int dataNodes) {

    public static final IntakeLimits DEFAULTS =
            new IntakeLimits(41_943_040, 2_000_000, 48, 12, 20, 25_000_000, 10, 50, 16, 10_000);

    static IntakeLimits from(Section section) {
        IntakeLimits limits = new IntakeLimits(
                section.integer("requestBytes", DEFAULTS.requestBytes, 1_024, 64 << 20),
                section.integer("contentLength", DEFAULTS.contentLength, 1, 32 << 20),
                section.integer("copies", DEFAULTS.copies, 0, 48),
                section.integer("headers", DEFAULTS.headers, 0, 15),
                section.integer("attachments", DEFAULTS.attachments, 0, 100),
                section.integer("attachmentBytes", DEFAULTS.attachmentBytes, 0, 40_000_000),
                section.integer("tags", DEFAULTS.tags, 0, 50),
                section.integer("metadata", DEFAULTS.metadata, 0, 200),
                section.integer("dataDepth", DEFAULTS.dataDepth, 1, 64),
                section.integer("dataNodes", DEFAULTS.dataNodes, 1, 1_000_000));
        section.end();
        return limits;
    }
}
