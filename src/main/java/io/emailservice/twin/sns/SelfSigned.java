package io.emailservice.twin.sns;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/** An X.509 certificate (RFC 5280) that a key pair gives itself. */
final class SelfSigned {
    private static final String ALGORITHM = "SHA256withRSA";
    private static final byte[] SHA256_WITH_RSA = Der.sequence(Der.id(1, 2, 840, 113549, 1, 1, 11), Der.nothing());
    private static final byte[] COMMON_NAME = Der.id(2, 5, 4, 3);
    private static final byte[] SUBJECT_ALTERNATIVE_NAME = Der.id(2, 5, 29, 17);
    private static final int DNS_NAME = 2;
    private static final int VERSION_3 = 2;
    private static final int EXTENSIONS = 3;
    private static final Duration BEFORE = Duration.ofDays(1);
    private static final Duration AFTER = Duration.ofDays(396);

    private SelfSigned() {}

    /** The certificate in DER, valid around a time. */
    static byte[] certificate(KeyPair keys, String name, Instant now) throws GeneralSecurityException {
        byte[] subject = Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.text(name))));
        byte[] serial = Der.integer(new BigInteger(
                1, MessageDigest.getInstance("SHA-1").digest(keys.getPublic().getEncoded())));
        byte[] names = Der.sequence(Der.implicit(DNS_NAME, name.getBytes(US_ASCII)));
        byte[] body = Der.sequence(
                Der.explicit(0, Der.integer(BigInteger.valueOf(VERSION_3))),
                serial,
                SHA256_WITH_RSA,
                subject,
                Der.sequence(Der.time(now.minus(BEFORE)), Der.time(now.plus(AFTER))),
                subject,
                keys.getPublic().getEncoded(),
                Der.explicit(EXTENSIONS, Der.sequence(Der.sequence(SUBJECT_ALTERNATIVE_NAME, Der.octets(names)))));
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initSign(keys.getPrivate());
        signature.update(body);
        return Der.sequence(body, SHA256_WITH_RSA, Der.bits(signature.sign()));
    }

    static String pem(byte[] der) {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
    }

    /** The name of the file, which changes with the certificate. */
    static String fileName(byte[] der) throws GeneralSecurityException {
        return "SimpleNotificationService-"
                + HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(der)) + ".pem";
    }
}
