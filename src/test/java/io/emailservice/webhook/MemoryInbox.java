package io.emailservice.webhook;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** An inbox that forgets with the test; it can be slow or broken. */
final class MemoryInbox implements Inbox {
    private final Map<String, Buffer> byKey = new HashMap<>();
    private final List<RawPost> kept = new CopyOnWriteArrayList<>();
    private volatile Supplier<Future<Void>> commit = Future::succeededFuture;

    /** What every commit from now on waits for, or fails with. */
    void commits(Supplier<Future<Void>> next) {
        commit = next;
    }

    List<RawPost> kept() {
        return kept;
    }

    @Override
    public Future<Receipt> store(RawPost post) {
        return commit.get().map(done -> keep(post));
    }

    private synchronized Receipt keep(RawPost post) {
        Buffer before = byKey.putIfAbsent(post.provider() + "/" + post.key(), post.body());
        if (before == null) {
            kept.add(post);
            return Receipt.NEW;
        }
        return before.equals(post.body()) ? Receipt.REPEAT : Receipt.REPLAYED;
    }
}
