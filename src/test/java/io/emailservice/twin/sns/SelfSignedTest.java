package io.emailservice.twin.sns;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelfSignedTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final SigningKey KEY = SigningKey.make("sns.amazonaws.com", NOW);

    @Test
    void isACertificateForTheJdk() throws Exception {
        X509Certificate certificate = certificate();

        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity(Date.from(NOW));
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=sns.amazonaws.com");
        assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(2, "sns.amazonaws.com"));
        assertThat(certificate.getNotAfter()).isEqualTo("2027-02-01T00:00:00Z");
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withRSA");
        assertThat(KEY.fileName()).matches("SimpleNotificationService-[0-9a-f]{32}\\.pem");
    }

    @Test
    void provesBothVersionsOfASignature() throws Exception {
        assertThat(proves(KEY.sign("text", 1), "SHA1withRSA", "text")).isTrue();
        assertThat(proves(KEY.sign("text", 2), "SHA256withRSA", "text")).isTrue();
        assertThat(proves(KEY.sign("text", 2), "SHA256withRSA", "texts")).isFalse();
    }

    private static boolean proves(String signature, String algorithm, String text) throws Exception {
        Signature check = Signature.getInstance(algorithm);
        check.initVerify(certificate());
        check.update(text.getBytes(UTF_8));
        return check.verify(Base64.getDecoder().decode(signature));
    }

    private static X509Certificate certificate() throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(KEY.pem().getBytes(UTF_8)));
    }
}
