package io.emailservice.queue;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a new job must keep to: BullMQ's own rules, and bounds that keep a queue readable for all its clients. */
final class JobBounds {
    /** Redis writes numbers of more digits with an exponent, and loses what comes after these. */
    static final long LARGEST_NUMBER = 99_999_999_999_999L;

    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d+");

    /** An id is the end of a key, and these keys are taken. */
    private static final Set<String> KEYS_OF_A_QUEUE = Set.of(
            "wait",
            "paused",
            "active",
            "prioritized",
            "pc",
            "delayed",
            "waiting-children",
            "completed",
            "failed",
            "meta",
            "id",
            "marker",
            "events",
            "stalled",
            "stalled-check",
            "limiter",
            "repeat");

    private JobBounds() {}

    /** Throws an {@link IllegalArgumentException} that names the member and its rule. */
    static void check(NewJob job) {
        JobOptions options = job.options();
        checkData(job);
        checkId(options.jobId());
        atLeast("attempts", options.attempts(), 0);
        between("delayMillis", options.delayMillis(), 0, LARGEST_NUMBER);
        between("priority", options.priority(), 0, JobOptions.HIGHEST_PRIORITY_NUMBER);
        between("timestamp", options.timestamp(), 0, LARGEST_NUMBER);
        atLeast("stackTraceLimit", options.stackTraceLimit(), -1);
        atLeast("keepLogs", options.keepLogs(), 0);
        checkBackoff(options.backoff());
        checkKeep("removeOnComplete", options.removeOnComplete());
        checkKeep("removeOnFail", options.removeOnFail());
        checkDeduplication(options);
    }

    /** The name becomes a part of keys. */
    static void checkQueue(String queue) {
        if (queue.isEmpty() || queue.indexOf(':') >= 0) {
            throw refused("queue", "must not be empty or contain a colon", queue);
        }
    }

    private static void checkData(NewJob job) {
        int bytes = job.data().length();
        int limit = job.options().sizeLimit();
        if (bytes == 0) {
            throw new IllegalArgumentException("data must be JSON, not empty");
        }
        atLeast("sizeLimit", limit, 0);
        if (limit > 0 && bytes > limit) {
            throw new IllegalArgumentException(
                    "data of job " + job.name() + " has " + bytes + " bytes, sizeLimit allows " + limit);
        }
    }

    private static void checkId(@Nullable String id) {
        if (id == null) {
            return;
        }
        if (id.isEmpty() || WHOLE_NUMBER.matcher(id).matches()) {
            throw refused("jobId", "must not be empty or a whole number, those are given by the queue", id);
        }
        // Ids of scheduled jobs have two, so the official client lets others have them, too; "0:" began old markers.
        long colons = id.chars().filter(c -> c == ':').count();
        if ((colons != 0 && colons != 2) || id.startsWith("0:")) {
            throw refused("jobId", "must not contain a colon, except two, or begin with 0:", id);
        }
        if (KEYS_OF_A_QUEUE.contains(id)) {
            throw refused("jobId", "must not be the name of a key that every queue has", id);
        }
    }

    private static void checkBackoff(Backoff backoff) {
        between("backoff.delayMillis", backoff.delayMillis(), 0, LARGEST_NUMBER);
        if (!(backoff.jitter() >= 0 && backoff.jitter() <= 1)) {
            throw refused("backoff.jitter", "must be from 0 to 1", backoff.jitter());
        }
        if (backoff.type().isEmpty()) {
            throw refused("backoff.type", "must not be empty", "");
        }
    }

    private static void checkKeep(String member, @Nullable Keep keep) {
        if (keep != null) {
            between(member + ".count", keep.count(), -1, LARGEST_NUMBER);
            between(member + ".ageSeconds", keep.ageSeconds(), 0, LARGEST_NUMBER);
            between(member + ".limit", keep.limit(), 1, LARGEST_NUMBER);
        }
    }

    private static void checkDeduplication(JobOptions options) {
        Deduplication rule = options.deduplication();
        if (rule == null) {
            return;
        }
        if (rule.id().isEmpty()) {
            throw refused("deduplication.id", "must not be empty", "");
        }
        between("deduplication.ttlMillis", rule.ttlMillis(), 0, LARGEST_NUMBER);
        if (options.parent() != null) {
            throw refused(
                    "deduplication", "can't be used with a parent, which would wait for a job not added", rule.id());
        }
    }

    private static void atLeast(String member, long value, long least) {
        if (value < least) {
            throw refused(member, "must be at least " + least, value);
        }
    }

    private static void between(String member, long value, long least, long most) {
        if (value < least || value > most) {
            throw refused(member, "must be from " + least + " to " + most, value);
        }
    }

    private static IllegalArgumentException refused(String member, String rule, Object value) {
        return new IllegalArgumentException(member + " " + rule + ": " + value);
    }
}
