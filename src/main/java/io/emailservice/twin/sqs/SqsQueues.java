package io.emailservice.twin.sqs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.config.Section;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/** The queues of one account, and the settings that they share. */
public final class SqsQueues {
    static final int MOST = 100;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,80}");
    private static final String DEAD = "-dead";

    private final SqsConfig start;
    private final Clock clock;
    private final long seed;
    private final Map<String, SqsQueue> queues = new LinkedHashMap<>();
    private SqsConfig settings;
    private SplittableRandom random;

    public SqsQueues(SqsConfig start, Clock clock, long seed) {
        this.start = start;
        this.clock = clock;
        this.seed = seed;
        this.settings = start;
        this.random = new SplittableRandom(seed);
        reset();
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** The queue of a name, made if there is none. */
    public SqsQueue make(String name) {
        SqsQueue queue = queues.get(name);
        if (queue == null) {
            SqsError.check(isName(name), "Can only include alphanumeric characters, hyphens, or underscores.");
            SqsError.check(queues.size() < MOST, "the twin has no room for more queues");
            queue = new SqsQueue(name, clock);
            queues.put(name, queue);
        }
        return queue;
    }

    SqsQueue find(String name) {
        SqsQueue queue = queues.get(name);
        if (queue == null) {
            throw SqsError.noQueue();
        }
        return queue;
    }

    SqsConfig settings() {
        return settings;
    }

    /** Whether an entry of a batch is to fail. */
    boolean fails() {
        return settings.failures() > 0 && random.nextDouble() < settings.failures();
    }

    /** Messages of a queue; those that were received too often go to the dead letters, where they are new. */
    List<QueuedMessage> receive(SqsQueue queue, int most, Duration visibility) {
        return queue.receive(most, visibility, message -> isBuried(queue, message));
    }

    private boolean isBuried(SqsQueue queue, QueuedMessage message) {
        String dead = queue.name() + DEAD;
        return settings.maxReceives() > 0
                && message.receives >= settings.maxReceives()
                && !queue.name().endsWith(DEAD)
                && (queues.containsKey(dead) || queues.size() < MOST)
                && make(dead).offer(message.body, message.deleted);
    }

    /** Puts the settings under the names by which {@link #read} takes them. */
    public void describe(ObjectNode to) {
        to.put("visibility", settings.visibility().toMillis() + "ms")
                .put("maxReceives", settings.maxReceives())
                .put("failures", settings.failures());
    }

    /** Reads new settings, and returns what puts them into force once nothing is wrong with the whole document. */
    public Runnable read(Section section) {
        SqsConfig wanted = SqsConfig.read(section, settings, settings.queues());
        section.end();
        return () -> settings = wanted;
    }

    /** Back to the configuration; every queue is empty, and those of the configuration exist. */
    public void reset() {
        settings = start;
        random = new SplittableRandom(seed);
        queues.values().forEach(SqsQueue::purge);
        for (String name : start.queues()) {
            SqsQueue made = make(name);
            made.purge();
        }
    }
}
