package io.emailservice.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.config.Secret;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignaturesTest {
    /** The example of the Standard Webhooks libraries. */
    private static final Secret KNOWN = new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    @Test
    void signsAsEveryReceiverChecks() {
        assertThat(sign(List.of(KNOWN))).isEqualTo(SIGNATURE);
    }

    @Test
    void signsWithEachSecretWhileTheReceiverChangesOver() {
        String[] both = sign(List.of(Signatures.newSecret(), KNOWN)).split(" ", -1);

        assertThat(both).hasSize(2).endsWith(SIGNATURE);
        assertThat(both[0]).startsWith("v1,").isNotEqualTo(SIGNATURE);
    }

    @Test
    void makesSecretsThatNobodyGuesses() {
        String secret = Signatures.newSecret().value();

        assertThat(secret)
                .startsWith("whsec_")
                .isNotEqualTo(Signatures.newSecret().value());
        assertThat(Base64.getDecoder().decode(secret.substring(6))).hasSize(32);
    }

    private static String sign(List<Secret> secrets) {
        return Signatures.of(
                secrets,
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                Instant.ofEpochSecond(1_614_265_330),
                "{\"test\": 2432232314}");
    }
}
