package io.emailservice.twin.sns;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Signs on a thread of its own. The key is made when it is first needed: many twins never sign anything. */
public final class Signer {
    private static final String THREAD = "twin-signing";
    private static final String NAME = "sns.amazonaws.com";

    private final Vertx vertx;
    private final Clock clock;
    private @Nullable WorkerExecutor worker;
    private @Nullable Future<SigningKey> made;
    private String fileName = "";
    private String pem = "";

    public Signer(Vertx vertx, Clock clock) {
        this.vertx = vertx;
        this.clock = clock;
    }

    /** The file that the certificate is in; empty as long as nothing was signed. */
    String fileName() {
        return fileName;
    }

    Instant now() {
        return clock.instant();
    }

    String pem() {
        return pem;
    }

    Future<String> sign(String text, int version) {
        return key().compose(key -> worker().executeBlocking(() -> key.sign(text, version)));
    }

    private Future<SigningKey> key() {
        Future<SigningKey> key = made;
        if (key == null) {
            key = worker().executeBlocking(() -> SigningKey.make(NAME, clock.instant()))
                    .onSuccess(done -> {
                        fileName = done.fileName();
                        pem = done.pem();
                    });
            made = key;
        }
        return key;
    }

    private WorkerExecutor worker() {
        WorkerExecutor executor = worker;
        if (executor == null) {
            executor = vertx.createSharedWorkerExecutor(THREAD, 1);
            worker = executor;
        }
        return executor;
    }
}
