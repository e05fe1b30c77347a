package io.emailservice.provider.ses;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which addresses in SNS' messages may be fetched. Both answer empty for every other address. */
public interface SnsPins {
    /** Of the certificate that a message of the topic is signed with. */
    Optional<URI> certificate(@Nullable String text, String topicArn);

    /** That confirms a subscription to the topic. */
    Optional<URI> confirmation(@Nullable String text, String topicArn);

    /** SNS' own host in the topic's region. */
    static SnsPins amazon() {
        return new SnsPins() {
            @Override
            public Optional<URI> certificate(@Nullable String text, String topicArn) {
                return SnsUrls.certificate(text, topicArn);
            }

            @Override
            public Optional<URI> confirmation(@Nullable String text, String topicArn) {
                return SnsUrls.confirmation(text, topicArn);
            }
        };
    }

    /**
     * For tests and development: one address in place of SNS' host, with SNS' paths. Whoever holds it can sign.
     *
     * @param base without a slash at the end
     */
    static SnsPins insecureStandIn(URI base) {
        return new SnsPins() {
            @Override
            public Optional<URI> certificate(@Nullable String text, String topicArn) {
                return amazon().certificate(real(text, topicArn), topicArn).map(this::standIn);
            }

            @Override
            public Optional<URI> confirmation(@Nullable String text, String topicArn) {
                return amazon().confirmation(real(text, topicArn), topicArn).map(this::standIn);
            }

            /** The address at SNS that the stand-in's stands for, so that the paths are pinned just the same. */
            private @Nullable String real(@Nullable String text, String topicArn) {
                String prefix = base + "/";
                Optional<String> region = SnsUrls.region(topicArn);
                return text == null || region.isEmpty() || !text.startsWith(prefix)
                        ? null
                        : "https://sns." + region.get() + ".amazonaws.com/" + text.substring(prefix.length());
            }

            private URI standIn(URI real) {
                String query = real.getRawQuery();
                return URI.create(base + real.getRawPath() + (query == null ? "" : '?' + query));
            }
        };
    }
}
