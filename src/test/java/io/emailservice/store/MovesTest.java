package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.MessageState;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MovesTest {
    @ParameterizedTest
    @EnumSource(MessageState.class)
    void noStateLeadsToItself(MessageState state) {
        assertThat(Moves.allowed(state, state)).isFalse();
    }

    @Test
    void anOpenAttemptMayComeToAnything() {
        assertThat(targets(MessageState.SENDING))
                .isEqualTo(EnumSet.complementOf(EnumSet.of(MessageState.SCHEDULED, MessageState.SENDING)));
        assertThat(targets(MessageState.UNCERTAIN))
                .isEqualTo(EnumSet.complementOf(EnumSet.of(
                        MessageState.SCHEDULED, MessageState.QUEUED, MessageState.SENDING, MessageState.UNCERTAIN)));
    }

    @Test
    void whatWaitsIsNeverSentWithoutAnAttempt() {
        for (MessageState waiting : EnumSet.of(MessageState.SCHEDULED, MessageState.QUEUED, MessageState.DEFERRED)) {
            assertThat(targets(waiting))
                    .doesNotContain(MessageState.SENDING, MessageState.UNCERTAIN, MessageState.SENT)
                    .contains(MessageState.CANCELLED, MessageState.EXPIRED, MessageState.FAILED);
        }
    }

    @Test
    void whatAProviderTookIsOutOfOurHands() {
        assertThat(targets(MessageState.SENT))
                .containsExactlyInAnyOrder(
                        MessageState.DELIVERED, MessageState.BOUNCED, MessageState.REJECTED, MessageState.FAILED);
    }

    @Test
    void onlyABounceFollowsTheEnd() {
        assertThat(targets(MessageState.DELIVERED)).containsExactly(MessageState.BOUNCED);
        for (MessageState state : MessageState.values()) {
            if (state.terminal() && state != MessageState.DELIVERED) {
                assertThat(targets(state)).isEmpty();
            }
        }
    }

    @Test
    void theSqlNamesEveryAllowedSource() {
        assertThat(Moves.sql("m.state", "i.state"))
                .contains("WHEN 'uncertain' THEN m.state IN ('sending')")
                .contains("WHEN 'delivered' THEN m.state IN ('scheduled', 'queued', 'sending', 'deferred',"
                        + " 'uncertain', 'sent')")
                .doesNotContain("WHEN 'scheduled'");
    }

    private static Set<MessageState> targets(MessageState from) {
        Set<MessageState> targets = EnumSet.noneOf(MessageState.class);
        for (MessageState to : MessageState.values()) {
            if (Moves.allowed(from, to)) {
                targets.add(to);
            }
        }
        return targets;
    }
}
