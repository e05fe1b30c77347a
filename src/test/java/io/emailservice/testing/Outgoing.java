package io.emailservice.testing;

import io.emailservice.message.Attachment;
import io.emailservice.message.Content;
import io.emailservice.message.Mailbox;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.message.RenderedMessage;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.message.Uuid7;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes rendered messages for tests; every part has a default. */
public final class Outgoing {
    private static final Uuid7 IDS = new Uuid7(Clock.systemUTC());

    private final UUID id = IDS.next();
    private final List<Mailbox> cc = new ArrayList<>();
    private final List<Mailbox> bcc = new ArrayList<>();
    private final List<Attachment> attachments = new ArrayList<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private List<String> tags = List.of("receipt");
    private Stream stream = Stream.TRANSACTIONAL;
    private Mailbox from = new Mailbox("news@mail.example.com", "Example");
    private Mailbox to = Mailbox.of("ann@inbox.example.com");
    private @Nullable Mailbox replyTo;
    private String subject = "Hello Ann";
    private @Nullable String html = "<p>Hello Ann</p>";
    private @Nullable String text = "Hello Ann";

    public static OutgoingMessage message() {
        return new Outgoing().build();
    }

    public Outgoing from(Mailbox mailbox) {
        from = mailbox;
        return this;
    }

    public Outgoing to(Mailbox mailbox) {
        to = mailbox;
        return this;
    }

    public Outgoing cc(Mailbox mailbox) {
        cc.add(mailbox);
        return this;
    }

    public Outgoing bcc(Mailbox mailbox) {
        bcc.add(mailbox);
        return this;
    }

    public Outgoing replyTo(Mailbox mailbox) {
        replyTo = mailbox;
        return this;
    }

    public Outgoing stream(Stream value) {
        stream = value;
        return this;
    }

    public Outgoing subject(String value) {
        subject = value;
        return this;
    }

    public Outgoing html(@Nullable String value) {
        html = value;
        return this;
    }

    public Outgoing text(@Nullable String value) {
        text = value;
        return this;
    }

    public Outgoing header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public Outgoing metadata(String key, Object value) {
        metadata.put(key, value);
        return this;
    }

    public Outgoing tags(String... values) {
        tags = List.of(values);
        return this;
    }

    public Outgoing attachment(Attachment attachment) {
        attachments.add(attachment);
        return this;
    }

    public OutgoingMessage build() {
        SendRequest request = new SendRequest(
                "key-" + id,
                "default",
                stream,
                from,
                to,
                List.copyOf(cc),
                List.copyOf(bcc),
                replyTo,
                null,
                new Content(subject, html, text),
                Map.of(),
                headers,
                List.copyOf(attachments),
                tags,
                metadata,
                null,
                null,
                null,
                null,
                null);
        return new OutgoingMessage(id, request, new RenderedMessage(subject, html, text, headers), Instant.MAX);
    }
}
