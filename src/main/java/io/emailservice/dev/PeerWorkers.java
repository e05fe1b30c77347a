package io.emailservice.dev;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The Node.js baseline, one worker process per core, against the same servers and twin as ours. */
final class PeerWorkers implements AutoCloseable {
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final Children children = new Children();

    /** Starts the workers of the folder, which must have its packages installed and its tables made. */
    void start(Path folder, EmbeddedServers servers, String twinUrl) {
        for (int core = 0; core < CORES; core++) {
            children.start(
                    List.of("node", "worker.mjs"),
                    folder,
                    Map.of(
                            "REDIS_URL",
                            servers.redisUrl(),
                            "PG_URL",
                            servers.databaseUrl(),
                            "MAILGUN_URL",
                            twinUrl,
                            "QUEUE",
                            BenchJobs.QUEUE));
        }
    }

    @Override
    public void close() {
        children.close();
    }
}
