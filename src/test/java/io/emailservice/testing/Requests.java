package io.emailservice.testing;

import io.emailservice.message.Content;
import io.emailservice.message.Mailbox;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.message.Submission;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests for tests. */
public final class Requests {
    private Requests() {}

    public static SendRequest request(Stream stream) {
        return request("key-1", stream, null, List.of());
    }

    public static SendRequest request(String key, Stream stream, @Nullable String provider, List<String> tags) {
        return new SendRequest(
                key,
                "default",
                stream,
                new Mailbox("news@mail.example.com", "Example"),
                Mailbox.of("ann@inbox.example.com"),
                List.of(),
                List.of(),
                null,
                null,
                new Content("Hello {{firstName}}", "<p>Hello {{firstName}}</p>", "Hello {{firstName}}"),
                Map.of("firstName", "Ann"),
                Map.of(),
                List.of(),
                tags,
                Map.of(),
                null,
                provider,
                null,
                null,
                null);
    }

    /** The same request to somebody else. */
    public static SendRequest to(String email, SendRequest base) {
        return copy(base, Mailbox.of(email), base.content(), base.sendAt(), base.expiresAt(), base.collapseKey());
    }

    /** The same request with another subject. */
    public static SendRequest saying(String subject, SendRequest base) {
        Content content = new Content(subject, null, subject);
        return copy(base, base.to(), content, base.sendAt(), base.expiresAt(), base.collapseKey());
    }

    /** The same request within a span of time; null for an open end. */
    public static SendRequest between(@Nullable Instant sendAt, @Nullable Instant expiresAt, SendRequest base) {
        return copy(base, base.to(), base.content(), sendAt, expiresAt, base.collapseKey());
    }

    /** The same request with a collapse key. */
    public static SendRequest collapsing(String key, SendRequest base) {
        return copy(base, base.to(), base.content(), base.sendAt(), base.expiresAt(), key);
    }

    private static SendRequest copy(
            SendRequest base,
            Mailbox to,
            @Nullable Content content,
            @Nullable Instant sendAt,
            @Nullable Instant expiresAt,
            @Nullable String collapseKey) {
        return new SendRequest(
                base.idempotencyKey(),
                base.tenant(),
                base.stream(),
                base.from(),
                to,
                base.cc(),
                base.bcc(),
                base.replyTo(),
                base.template(),
                content,
                base.data(),
                base.headers(),
                base.attachments(),
                base.tags(),
                base.metadata(),
                base.tracking(),
                base.provider(),
                sendAt,
                expiresAt,
                collapseKey);
    }

    public static Submission submission(String key, Stream stream) {
        return new Submission(request(key, stream, null, List.of()), "{\"idempotencyKey\":\"" + key + "\"}");
    }
}
