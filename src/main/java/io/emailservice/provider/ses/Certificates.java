package io.emailservice.provider.ses;

import io.vertx.core.Future;
import java.net.URI;
import java.security.PublicKey;

/** Where the keys come from that SNS signs with. */
public interface Certificates {
    /**
     * The key of the certificate at an address that has been pinned before.
     *
     * @return failed with {@link Untrusted} if there is a certificate and it isn't SNS' or isn't valid now; failed with
     *     anything else if it can't be had now
     */
    Future<PublicKey> key(URI url);

    /** There is a certificate, but it proves nothing. */
    final class Untrusted extends Exception {
        private static final long serialVersionUID = 1;

        public Untrusted(String why) {
            super(why);
        }

        public Untrusted(String why, Throwable cause) {
            super(why, cause);
        }
    }
}
