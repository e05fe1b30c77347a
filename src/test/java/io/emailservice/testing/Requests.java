package io.emailservice.testing;

import io.emailservice.message.Content;
import io.emailservice.message.Mailbox;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.message.Submission;
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

    public static Submission submission(String key, Stream stream) {
        return new Submission(request(key, stream, null, List.of()), "{\"idempotencyKey\":\"" + key + "\"}");
    }
}
