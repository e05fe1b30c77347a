package io.emailservice.store;

import io.emailservice.message.Content;
import io.emailservice.message.Failure;
import io.emailservice.message.SendRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A new message with its hashes, made on the caller's thread. */
record ClaimRow(
        NewMessage message,
        UUID key,
        long fingerprint,
        @Nullable UUID contentHash) {
    static ClaimRow of(NewMessage message) {
        SendRequest request = message.submission().request();
        Content content = request.content();
        UUID contentHash = content == null ? null : Hashes.content(content);
        return new ClaimRow(
                message,
                Hashes.key(request.tenant(), request.idempotencyKey()),
                Hashes.fingerprint(message.submission().document(), contentHash),
                contentHash);
    }

    UUID id() {
        return message.id();
    }

    SendRequest request() {
        return message.submission().request();
    }

    Opening opening() {
        return message.opening();
    }

    /** Tenant and collapse key: two such messages must not be stored by one statement, or neither would see the other. */
    @Nullable
    Object collapse() {
        String key = request().collapseKey();
        return key == null ? null : new Collapse(request().tenant(), key);
    }

    @Nullable
    String failureClass() {
        Failure failure = opening().failure();
        return failure == null ? null : failure.kind().wire();
    }

    @Nullable
    String failureCode() {
        Failure failure = opening().failure();
        return failure == null ? null : failure.code();
    }

    @Nullable
    String failureText() {
        Failure failure = opening().failure();
        return failure == null ? null : failure.text();
    }

    private record Collapse(String tenant, String key) {}
}
