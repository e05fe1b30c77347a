package io.emailservice.limit;

/**
 * One thing whose messages are limited together on all nodes.
 *
 * @param kind for metrics and reasons
 * @param id unique within its kind
 */
record Scope(Kind kind, String id, Limit limit) {
    /** What is limited. The names are part of keys in Redis. */
    enum Kind {
        ACCOUNT("account"),
        SENDING_DOMAIN("sending_domain"),
        TENANT("tenant"),
        CAMPAIGN("campaign"),
        RECIPIENT_DOMAIN("recipient_domain");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }

        String wire() {
            return wire;
        }
    }

    String key() {
        return kind.wire() + ":" + id;
    }
}
