package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.EngagementLabel;
import io.emailservice.message.Failure;
import io.emailservice.message.MessageState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MessageChangeTest {
    private static final UUID ID = Sample.id();
    private static final List<String> KINDS = List.of(
            "sent",
            "deferred",
            "delivered",
            "hard",
            "soft",
            "spam",
            "rejected",
            "failed",
            "complained",
            "opened",
            "clicked",
            "unsubscribed",
            "unknown");
    private static final Labeller LABELLER =
            (feedback, sentAt) -> new EngagementLabel(EngagementLabel.Who.HUMAN, List.of());
    private static final int HISTORIES = 300;

    /** Any order, any portions and any repetition of a history end in the same way. */
    @ParameterizedTest
    @EnumSource(MessageState.class)
    void endsTheSameHoweverAHistoryComesIn(MessageState start) {
        Random random = new Random(start.rank());
        for (int history = 0; history < HISTORIES; history++) {
            List<Told> told = history(random);
            Ending first = play(start, List.of(told));
            for (int order = 0; order < 10; order++) {
                assertThat(play(start, portions(told, random)))
                        .as("history %d of %s: %s", history, start, told)
                        .isEqualTo(first);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sent, delivered, delivered",
        "sent, hard, bounced",
        "sending, delivered, delivered",
        "sending, sent, sending",
        "uncertain, sent, sent",
        "uncertain, deferred, sent",
        "uncertain, opened, uncertain",
        "queued, delivered, delivered",
        "cancelled, delivered, cancelled",
        "suppressed, hard, suppressed",
        "failed, delivered, failed",
        "sent, complained, sent"
    })
    void movesOnlyForward(String from, String kind, String to) {
        assertThat(play(MessageState.of(from).orElseThrow(), List.of(List.of(told(kind, 1))))
                        .state())
                .isEqualTo(MessageState.of(to).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"delivered, hard", "soft, hard", "hard, delivered", "rejected, failed", "failed, spam"})
    void letsTheStrongestDecide(String one, String other) {
        Ending ending = play(MessageState.SENT, List.of(List.of(told(one, 1)), List.of(told(other, 2))));

        assertThat(ending).isEqualTo(play(MessageState.SENT, List.of(List.of(told(other, 2)), List.of(told(one, 1)))));
        assertThat(ending.decided()).isNotNull().extracting(Decided::rank).matches(rank -> rank >= 4);
    }

    @Test
    void leavesAMessageAloneThatWasNeverHandedOver() {
        KnownMessage never =
                new KnownMessage(ID, "default", "bulk", "ann@example.com", MessageState.QUEUED, 1, null, null, null);

        assertThat(MessageChange.of(never, List.of(told("delivered", 1)), LABELLER)
                        .moved())
                .isFalse();
    }

    @Test
    void saysOnceThatAnUncertainMessageWasSent() {
        Ending ending = play(MessageState.UNCERTAIN, List.of(List.of(told("delivered", 2)), List.of(told("sent", 1))));

        assertThat(ending.events())
                .containsOnlyKeys(
                        "message.sent", "message.delivered {\"source\":\"mailgun\",\"rawKind\":\"delivered\"}");
        assertThat(ending.providerMessageId()).isNull();
    }

    @Test
    void doesNotTakeSomebodyInCopyForTheRecipient() {
        Told copy = Told.of(
                FeedbackSample.of("hard", ID, 1).about("copy@example.com").feedback(), post());

        MessageChange change = MessageChange.of(message(MessageState.SENT), List.of(copy), LABELLER);

        assertThat(change.moved()).isFalse();
        assertThat(change.events()).singleElement().satisfies(event -> assertThat(event.data())
                .contains("\"recipient\":\"copy@example.com\"", "\"bounce\":\"hard\""));
    }

    private record Ending(
            MessageState state,
            @Nullable Decided decided,
            @Nullable Failure failure,
            @Nullable String providerMessageId,
            TreeMap<String, Integer> events) {}

    private static Ending play(MessageState start, List<List<Told>> portions) {
        KnownMessage message = message(start);
        Set<UUID> seen = new HashSet<>();
        Failure failure = null;
        TreeMap<String, Integer> events = new TreeMap<>();
        for (List<Told> portion : portions) {
            List<Told> fresh =
                    portion.stream().filter(told -> seen.add(told.key())).toList();
            MessageChange change = MessageChange.of(message, fresh, LABELLER);
            for (MessageChange.NewEvent event : change.events()) {
                boolean settled = event.data().contains("settledBy");
                events.merge(settled ? event.type().wire() : event.type().wire() + " " + event.data(), 1, Integer::sum);
            }
            failure = change.moved() ? change.failure() : failure;
            message = new KnownMessage(
                    ID,
                    message.tenant(),
                    message.stream(),
                    message.recipient(),
                    change.state(),
                    message.sequence() + change.events().size(),
                    message.attemptAt(),
                    change.providerMessageId(),
                    change.decided());
        }
        return new Ending(message.state(), message.decided(), failure, message.providerMessageId(), events);
    }

    private static KnownMessage message(MessageState state) {
        return new KnownMessage(ID, "default", "bulk", "ann@example.com", state, 1, FeedbackSample.EPOCH, null, null);
    }

    private static List<Told> history(Random random) {
        List<Told> told = new ArrayList<>();
        int length = 1 + random.nextInt(8);
        for (int i = 0; i < length; i++) {
            told.add(told(KINDS.get(random.nextInt(KINDS.size())), random.nextInt(4)));
        }
        return told;
    }

    private static List<List<Told>> portions(List<Told> history, Random random) {
        List<Told> shuffled = new ArrayList<>(history);
        shuffled.addAll(history.subList(0, random.nextInt(history.size() + 1)));
        Collections.shuffle(shuffled, random);
        List<List<Told>> portions = new ArrayList<>();
        for (int at = 0; at < shuffled.size(); ) {
            int end = Math.min(shuffled.size(), at + 1 + random.nextInt(3));
            portions.add(shuffled.subList(at, end));
            at = end;
        }
        return portions;
    }

    private static Told told(String kind, int minute) {
        return Told.of(FeedbackSample.of(kind, ID, minute).feedback(), post());
    }

    private static Post post() {
        return new Post(
                Sample.id(),
                "mailgun",
                null,
                FeedbackSample.EPOCH.plusSeconds(3_600),
                "text/plain",
                FeedbackSample.body(List.of()));
    }
}
