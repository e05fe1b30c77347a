package io.emailservice.store;

import io.emailservice.message.Content;
import io.emailservice.message.EventType;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Mailbox;
import io.emailservice.message.MessageState;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.message.Submission;
import io.emailservice.message.Uuid7;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Messages and transitions for the tests of this room. Each value starts from a default and is changed by name. */
record Sample(
        String key,
        String recipient,
        Stream stream,
        @Nullable Content content,
        @Nullable Instant expiresAt,
        @Nullable String collapseKey,
        @Nullable String step,
        Opening opening) {

    static final Failure BROKEN = new Failure(FailureClass.CONTENT, "missing_variable", "firstName is missing");
    static final Failure BUSY = new Failure(FailureClass.THROTTLE, "429", "too many requests");
    private static final Uuid7 IDS = new Uuid7(Clock.systemUTC());

    static Sample of(String key) {
        Content content = new Content("Hello {{firstName}}", "<p>Hello</p>", null);
        Opening opening = new Opening.Sending("mailgun");
        return new Sample(key, "Ann@Inbox.example.com", Stream.BULK, content, null, null, null, opening);
    }

    Sample to(String email) {
        return new Sample(key, email, stream, content, expiresAt, collapseKey, step, opening);
    }

    Sample on(Stream other) {
        return new Sample(key, recipient, other, content, expiresAt, collapseKey, step, opening);
    }

    Sample saying(@Nullable Content other) {
        return new Sample(key, recipient, stream, other, expiresAt, collapseKey, step, opening);
    }

    Sample until(Instant instant) {
        return new Sample(key, recipient, stream, content, instant, collapseKey, step, opening);
    }

    Sample collapsing(String other) {
        return new Sample(key, recipient, stream, content, expiresAt, other, step, opening);
    }

    Sample step(String id) {
        return new Sample(key, recipient, stream, content, expiresAt, collapseKey, id, opening);
    }

    Sample opening(Opening other) {
        return new Sample(key, recipient, stream, content, expiresAt, collapseKey, step, other);
    }

    Sample waiting() {
        return opening(new Opening.Waiting(MessageState.QUEUED, null));
    }

    NewMessage message() {
        return message(IDS.next());
    }

    NewMessage message(UUID id) {
        return new NewMessage(id, new Submission(request(), document()), "email-bulk", "job-" + key, opening);
    }

    private String document() {
        return "{\"idempotencyKey\":\"" + key + "\",\"to\":{\"email\":\"" + recipient
                + "\"},\"tags\":[\"receipt\"],\"metadata\":{\"campaign\":\"spring\",\"order\":4711}}";
    }

    private SendRequest request() {
        return new SendRequest(
                key,
                "default",
                stream,
                Mailbox.of("news@mail.example.com"),
                Mailbox.of(recipient),
                List.of(),
                List.of(),
                null,
                null,
                content,
                Map.of(),
                Map.of(),
                List.of(),
                List.of("receipt"),
                step == null
                        ? Map.of("campaign", "spring", "order", 4711)
                        : Map.of("campaign", "spring", "stepExecutionId", step),
                null,
                null,
                null,
                expiresAt,
                collapseKey);
    }

    static UUID id() {
        return IDS.next();
    }

    static Transition sent(UUID id, int attempt) {
        return new Transition(
                id,
                attempt,
                MessageState.SENT,
                "mailgun",
                "provider-" + id,
                null,
                null,
                EventType.MESSAGE_SENT,
                "{\"attempt\":" + attempt + "}");
    }

    static Transition deferred(UUID id, int attempt) {
        return new Transition(
                id,
                attempt,
                MessageState.DEFERRED,
                "mailgun",
                null,
                BUSY,
                Instant.now().plusSeconds(60),
                EventType.MESSAGE_DEFERRED,
                "{\"attempt\":" + attempt + "}");
    }

    static Transition to(UUID id, int attempt, MessageState state) {
        EventType event = EventTypes.of(state).orElse(EventType.MESSAGE_DEFERRED);
        return new Transition(id, attempt, state, null, null, null, null, event, "{}");
    }
}
