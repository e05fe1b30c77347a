package io.emailservice.twin.sns;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

/** A topic's key and the certificate that belongs to it. Making one and signing take milliseconds: on workers only. */
record SigningKey(PrivateKey key, String pem, String fileName) {
    private static final int BITS = 2_048;

    static SigningKey make(String name, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            KeyPair keys = generator.generateKeyPair();
            byte[] certificate = SelfSigned.certificate(keys, name, now);
            return new SigningKey(keys.getPrivate(), SelfSigned.pem(certificate), SelfSigned.fileName(certificate));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** The signature of a text in base64; version 1 is SHA-1, version 2 is SHA-256. */
    String sign(String text, int version) {
        try {
            Signature signature = Signature.getInstance(version == 1 ? "SHA1withRSA" : "SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Override
    public String toString() {
        return fileName;
    }
}
