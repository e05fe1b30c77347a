package io.emailservice.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.config.Secret;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TokensTest {
    private static final UUID ID = UUID.fromString("0190b0a0-0000-7000-8000-000000000001");
    private static final Secret OLD = new Secret("an old secret of 32 characters..");
    private static final Secret NEW = new Secret("a new secret with 32 characters.");

    private final Tokens tokens = new Tokens(Map.of(1, OLD));

    @Test
    void saysWhatItWasMadeOf() {
        assertThat(tokens.verify(tokens.open(ID))).contains(new Token.Open(ID));
        assertThat(tokens.verify(tokens.unsubscribe(ID))).contains(new Token.Unsubscribe(ID));
        assertThat(tokens.verify(tokens.click(ID, "https://x.example/é?a=b", 40_000)))
                .contains(new Token.Click(ID, "https://x.example/é?a=b", 40_000));
    }

    @Test
    void isShortAndSafeInAUrl() {
        assertThat(tokens.open(ID)).matches("[A-Za-z0-9_-]{46}");
        assertThat(tokens.click(ID, "https://x.example/", 3)).matches("[A-Za-z0-9_-]{72}");
    }

    @Test
    void refusesATokenThatIsChangedAnywhere() {
        byte[] token = Base64.getUrlDecoder().decode(tokens.click(ID, "https://x.example/", 0));
        for (int i = 0; i < token.length; i++) {
            byte[] changed = token.clone();
            changed[i] ^= 1;
            assertThat(tokens.verify(Base64.getUrlEncoder().withoutPadding().encodeToString(changed)))
                    .as("byte %d", i)
                    .isEmpty();
        }
    }

    @Test
    void refusesWhatIsNoToken() {
        String token = tokens.open(ID);
        for (String no :
                new String[] {"", "x", "!!!", token.substring(1), token + "A", "A".repeat(5_000), token + "="}) {
            assertThat(tokens.verify(no)).as(no).isEmpty();
        }
    }

    @Test
    void refusesTheTokenOfAnotherKey() {
        assertThat(new Tokens(Map.of(1, NEW)).verify(tokens.open(ID))).isEmpty();
    }

    @Test
    void signsWithTheNewestKeyAndStillTakesOldTokens() {
        Tokens rotated = new Tokens(Map.of(1, OLD, 200, NEW));
        assertThat(rotated.verify(tokens.open(ID))).contains(new Token.Open(ID));
        assertThat(new Tokens(Map.of(200, NEW)).verify(rotated.open(ID))).contains(new Token.Open(ID));
        assertThat(tokens.verify(rotated.open(ID))).isEmpty();
    }
}
