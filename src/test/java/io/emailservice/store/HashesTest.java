package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Content;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HashesTest {
    @Test
    void theKeyIsTheFirstHalfOfTheHashOfTenantAndKey() {
        // printf 'default\0key-1' | sha256sum
        assertThat(Hashes.key("default", "key-1")).isEqualTo(UUID.fromString("523954bb-cedb-b179-1d7b-bf5da4e3d1fd"));
        assertThat(Hashes.key("a", "bc")).isNotEqualTo(Hashes.key("ab", "c"));
    }

    @Test
    void anAbsentPartOfAContentIsNotAnEmptyOne() {
        assertThat(Hashes.content(new Content("s", null, "t"))).isNotEqualTo(Hashes.content(new Content("s", "", "t")));
        assertThat(Hashes.content(new Content("s", "t", null)))
                .isNotEqualTo(Hashes.content(new Content("s", null, "t")));
        assertThat(Hashes.content(new Content("s", "t", null))).isEqualTo(Hashes.content(new Content("s", "t", null)));
    }

    @Test
    void theFingerprintTellsRequestsAndContentsApart() {
        UUID content = Hashes.content(new Content("s", null, "t"));

        assertThat(Hashes.fingerprint("{}", content))
                .isEqualTo(Hashes.fingerprint("{}", content))
                .isNotEqualTo(Hashes.fingerprint("{ }", content))
                .isNotEqualTo(Hashes.fingerprint("{}", null));
    }
}
