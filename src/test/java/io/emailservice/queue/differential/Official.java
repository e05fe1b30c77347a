package io.emailservice.queue.differential;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.testing.Node;
import io.emailservice.testing.TestRedis;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The official client in its own process: makes programs up, produces their jobs, works on them, and reads Redis. */
final class Official implements WorkerSide, AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Path MODULE = Path.of("src/test/node/differential/differential.mjs");

    private final Node node;
    private final int major;
    private JsonNode program = JSON.nullNode();

    /** @param client {@code bullmq} or {@code bullmq5} */
    Official(String client, TestRedis redis) {
        node = Node.start(client, redis);
        major = client.endsWith("5") ? 5 : 6;
    }

    /** Makes a program up. */
    JsonNode mix(Trial.Wish wish) {
        return call("mix", Map.of("seed", wish.seed(), "mode", wish.mode(), "jobs", wish.jobs(), "major", major));
    }

    /** Sets the queues of a program up and adds its jobs. */
    void produce(JsonNode of) {
        program = of;
        setTime(of.get("start").asLong());
        call("produce", of);
    }

    /** Does what others than a worker do. Safe from any thread. */
    synchronized void act(JsonNode what, long now) {
        setTime(now);
        call("act", Map.of("program", program, "what", what));
    }

    JsonNode dump() {
        return call("dump", Map.of());
    }

    @Override
    public void start(List<String> queues) {
        call("start", Map.of("program", program, "queues", queues));
    }

    @Override
    public void stop() {
        call("stop", Map.of());
    }

    @Override
    public long now() {
        return call("getTime", Map.of()).asLong();
    }

    @Override
    public void setTime(long millis) {
        call("setTime", millis);
    }

    @Override
    public String toString() {
        return "the official worker";
    }

    @Override
    public void close() {
        node.close();
    }

    @CanIgnoreReturnValue
    private synchronized JsonNode call(String function, Object argument) {
        try {
            return node.run("return (await import('" + MODULE.toUri() + "'))." + function + "({ bullmq, redis }, "
                    + JSON.writeValueAsString(argument) + ");");
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
