package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Content;
import io.emailservice.message.MessageState;
import io.emailservice.message.Stream;
import io.emailservice.message.Submission;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UsedKeyTest {
    private static final Content CONTENT = new Content("Hello", "<p>Hello</p>", null);

    @Test
    void namesTheMembersThatDifferInWhateverOrderTheyStand() {
        assertThat(UsedKey.differences(
                        first(
                                "{\"to\":{\"name\":\"A\",\"email\":\"a@b.c\"},\"tags\":[\"x\"],\"data\":{\"n\":1}}",
                                CONTENT),
                        CONTENT,
                        other(
                                "{\"data\":{\"n\":1},\"to\":{\"email\":\"a@b.c\",\"name\":\"A\"},\"provider\":\"ses\"}",
                                CONTENT)))
                .containsExactly("provider", "tags");
    }

    @Test
    void namesThePartsOfTheContentThatDiffer() {
        Content subject = new Content("Bye", "<p>Hello</p>", "Hello");

        assertThat(UsedKey.differences(first("{}", CONTENT), CONTENT, other("{}", subject)))
                .containsExactly("content.subject", "content.text");
        assertThat(UsedKey.differences(first("{}", CONTENT), CONTENT, other("{}", CONTENT)))
                .isEmpty();
    }

    @Test
    void namesTheContentAsAWholeWhereOneHasNoneOrItIsNotKept() {
        assertThat(UsedKey.differences(first("{}", null), null, other("{}", CONTENT)))
                .containsExactly("content");
        assertThat(UsedKey.differences(first("{}", CONTENT), null, other("{}", new Content("Bye", null, "Bye"))))
                .containsExactly("content");
    }

    private static StoredMessage first(String document, @Nullable Content content) {
        return new StoredMessage(
                new UUID(1, 1),
                "default",
                Stream.BULK,
                "a@b.c",
                MessageState.SENT,
                1,
                null,
                null,
                null,
                null,
                null,
                null,
                "email",
                "1",
                document,
                content == null ? null : Hashes.content(content),
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static Submission other(String document, Content content) {
        return new Submission(
                Sample.of("key").saying(content).message().submission().request(), document);
    }
}
