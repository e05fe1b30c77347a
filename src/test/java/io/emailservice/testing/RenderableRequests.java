package io.emailservice.testing;

import io.emailservice.message.Content;
import io.emailservice.message.Mailbox;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.message.TemplateRef;
import io.emailservice.message.Tracking;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests for tests of what becomes of sources, data, headers and tracking. */
public final class RenderableRequests {
    private RenderableRequests() {}

    public static SendRequest of(
            Stream stream,
            @Nullable TemplateRef template,
            @Nullable Content content,
            Map<String, Object> data,
            Map<String, String> headers,
            @Nullable Tracking tracking) {
        return new SendRequest(
                "key-1",
                "default",
                stream,
                Mailbox.of("sender@example.com"),
                Mailbox.of("ann@example.org"),
                List.of(),
                List.of(),
                null,
                template,
                content,
                data,
                headers,
                List.of(),
                List.of(),
                Map.of(),
                tracking,
                null,
                null,
                null,
                null);
    }

    /** A transactional request with inline sources. */
    public static SendRequest inline(Content content, Map<String, Object> data) {
        return of(Stream.TRANSACTIONAL, null, content, data, Map.of(), null);
    }

    /** A transactional request for a stored template. */
    public static SendRequest stored(TemplateRef template) {
        return of(Stream.TRANSACTIONAL, template, null, Map.of(), Map.of(), null);
    }
}
