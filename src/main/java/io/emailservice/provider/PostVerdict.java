package io.emailservice.provider;

import java.net.URI;
import java.util.Locale;

/** Whether a post is what it claims to be. */
public sealed interface PostVerdict {
    /** Turns each case into something: the compiler checks that none is forgotten. */
    <R> R match(Cases<R> cases);

    /** One function per case. */
    interface Cases<R> {
        R genuine(Genuine verdict);

        R handshake(Handshake verdict);

        R refused(Refused verdict);

        R unavailable(Unavailable verdict);
    }

    /**
     * The provider sent it.
     *
     * @param onceKey the same for every repetition of this post. Where the provider's signature doesn't cover the body,
     *     the same key with another event in the body is a forgery
     */
    record Genuine(String onceKey) implements PostVerdict {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.genuine(this);
        }
    }

    /**
     * The provider sent it, but it is about the subscription itself.
     *
     * @param confirm what to GET to confirm the subscription, already pinned to the provider's host; no other address of
     *     the post is ever to be fetched
     * @param ending the subscription has ended: tell an operator, and do not fetch {@code confirm}, which would renew it
     * @param topic what is subscribed to
     */
    record Handshake(URI confirm, boolean ending, String topic) implements PostVerdict {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.handshake(this);
        }
    }

    /** Forged, or not meant for us. A repetition won't make it better. */
    record Refused(Cause cause) implements PostVerdict {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.refused(this);
        }
    }

    /**
     * We can't tell now: the provider should post it again.
     *
     * @param why for an operator
     */
    record Unavailable(String why) implements PostVerdict {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unavailable(this);
        }
    }

    /** Why a post is refused. */
    enum Cause {
        /** Not in the provider's format at all. */
        MALFORMED,
        /** No signature, or not all of its parts. */
        UNSIGNED,
        /** The signature is not the provider's. */
        BAD_SIGNATURE,
        /** A signature of a kind that we don't know. */
        UNKNOWN_SIGNATURE_KIND,
        /** Signed too long ago. */
        TOO_OLD,
        /** Signed in the future: one of the clocks is wrong. */
        TOO_NEW,
        /** The certificate is said to be where the provider keeps none. */
        BAD_CERTIFICATE_URL,
        /** The certificate is not valid now, or not the provider's. */
        BAD_CERTIFICATE,
        /** The address for the confirmation is not the provider's. */
        BAD_CONFIRMATION_URL,
        /** Genuine, but of a topic that isn't ours. */
        UNKNOWN_TOPIC;

        private final String wire = name().toLowerCase(Locale.ROOT);

        /** The name in metrics and logs. */
        public String wire() {
            return wire;
        }
    }
}
