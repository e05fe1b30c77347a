package io.emailservice.provider.ses;

import io.emailservice.provider.ses.Certificates.Untrusted;
import java.io.ByteArrayInputStream;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that SNS signs with, reduced to what counts.
 *
 * @param from the first instant at which it is valid
 * @param until the last one
 */
record SnsCertificate(PublicKey key, Instant from, Instant until) {
    private static final int DNS_NAME = 2;
    private static final int MIN_KEY_BITS = 2_048;
    private static final Pattern NAME =
            Pattern.compile("sns(?:-signing)?(?:[.-][a-z0-9-]{3,40})?\\.amazonaws\\.(?:com(?:\\.cn)?|eu)");

    /** Reads a PEM file. */
    static SnsCertificate parse(byte[] pem) throws Untrusted {
        try {
            Certificate any =
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
            if (!(any instanceof X509Certificate certificate) || !isNamedAfterSns(certificate)) {
                throw new Untrusted("the certificate is not SNS'");
            }
            if (!(certificate.getPublicKey() instanceof RSAPublicKey key)
                    || key.getModulus().bitLength() < MIN_KEY_BITS) {
                throw new Untrusted("the certificate's key is no strong one of RSA");
            }
            return new SnsCertificate(
                    key,
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant());
        } catch (CertificateException noCertificate) {
            throw new Untrusted("what lies there is no certificate", noCertificate);
        }
    }

    boolean isValidAt(Instant now) {
        return !now.isBefore(from) && !now.isAfter(until);
    }

    private static boolean isNamedAfterSns(X509Certificate certificate) throws CertificateException {
        @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        if (names == null) {
            return false;
        }
        return names.stream()
                .anyMatch(name -> Integer.valueOf(DNS_NAME).equals(name.get(0))
                        && NAME.matcher(String.valueOf(name.get(1))).matches());
    }
}
