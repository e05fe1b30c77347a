package io.emailservice.queue;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The options of a job that matter to a worker or a producer. Others that a job carries in Redis are left there untouched.
 * What a worker reads isn't checked; what is out of bounds is refused when the job is added.
 *
 * @param attempts how often the job may be tried in all; 0 and 1 both mean once
 * @param delayMillis how long a new job waits before it is ready
 * @param priority 0 for none (served first), else 1 to 2097151, lower first
 * @param lifo true puts a new or retried job at the front
 * @param jobId the producer's own id, or null for the next number; a known id adds nothing
 * @param timestamp when the job was made, in milliseconds; the delay counts from it; 0 for now
 * @param removeOnComplete null leaves the choice to the worker, which keeps all
 * @param removeOnFail like {@code removeOnComplete}
 * @param stackTraceLimit the most failures kept in the job; -1 for the worker's own bound
 * @param keepLogs the most rows of its log that are kept; 0 for all
 * @param sizeLimit the most bytes the data of the new job may have; 0 for any
 * @param telemetry the producer's trace context ({@code tm}), a text of the producer's making
 * @param omitContext true asks the worker not to continue that trace
 * @param parent the job that waits for this one
 * @param childFailure what it means to the parent if this job fails for good
 * @param deduplication null adds the job whatever else there is
 */
public record JobOptions(
        int attempts,
        Backoff backoff,
        long delayMillis,
        int priority,
        boolean lifo,
        @Nullable String jobId,
        long timestamp,
        @Nullable Keep removeOnComplete,
        @Nullable Keep removeOnFail,
        int stackTraceLimit,
        int keepLogs,
        int sizeLimit,
        @Nullable String telemetry,
        boolean omitContext,
        @Nullable ParentJob parent,
        ChildFailure childFailure,
        @Nullable Deduplication deduplication) {
    public static final int HIGHEST_PRIORITY_NUMBER = 2_097_151;
    public static final JobOptions DEFAULTS = new Draft().options();

    public JobOptions withAttempts(int attempts) {
        return with(draft -> draft.attempts = attempts);
    }

    public JobOptions withBackoff(Backoff backoff) {
        return with(draft -> draft.backoff = backoff);
    }

    public JobOptions withDelayMillis(long delayMillis) {
        return with(draft -> draft.delayMillis = delayMillis);
    }

    public JobOptions withPriority(int priority) {
        return with(draft -> draft.priority = priority);
    }

    public JobOptions withLifo(boolean lifo) {
        return with(draft -> draft.lifo = lifo);
    }

    public JobOptions withJobId(@Nullable String jobId) {
        return with(draft -> draft.jobId = jobId);
    }

    public JobOptions withTimestamp(long timestamp) {
        return with(draft -> draft.timestamp = timestamp);
    }

    public JobOptions withRemoveOnComplete(@Nullable Keep removeOnComplete) {
        return with(draft -> draft.removeOnComplete = removeOnComplete);
    }

    public JobOptions withRemoveOnFail(@Nullable Keep removeOnFail) {
        return with(draft -> draft.removeOnFail = removeOnFail);
    }

    public JobOptions withStackTraceLimit(int stackTraceLimit) {
        return with(draft -> draft.stackTraceLimit = stackTraceLimit);
    }

    public JobOptions withKeepLogs(int keepLogs) {
        return with(draft -> draft.keepLogs = keepLogs);
    }

    public JobOptions withSizeLimit(int sizeLimit) {
        return with(draft -> draft.sizeLimit = sizeLimit);
    }

    public JobOptions withTelemetry(@Nullable String telemetry) {
        return with(draft -> draft.telemetry = telemetry);
    }

    public JobOptions withOmitContext(boolean omitContext) {
        return with(draft -> draft.omitContext = omitContext);
    }

    public JobOptions withParent(@Nullable ParentJob parent) {
        return with(draft -> draft.parent = parent);
    }

    public JobOptions withChildFailure(ChildFailure childFailure) {
        return with(draft -> draft.childFailure = childFailure);
    }

    public JobOptions withDeduplication(@Nullable Deduplication deduplication) {
        return with(draft -> draft.deduplication = deduplication);
    }

    private JobOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** Options while they are put together. */
    static final class Draft {
        int attempts;
        Backoff backoff = Backoff.NONE;
        long delayMillis;
        int priority;
        boolean lifo;

        @Nullable
        String jobId;

        long timestamp;

        @Nullable
        Keep removeOnComplete;

        @Nullable
        Keep removeOnFail;

        int stackTraceLimit = -1;
        int keepLogs;
        int sizeLimit;

        @Nullable
        String telemetry;

        boolean omitContext;

        @Nullable
        ParentJob parent;

        ChildFailure childFailure = ChildFailure.KEEP_WAITING;

        @Nullable
        Deduplication deduplication;

        Draft() {}

        private Draft(JobOptions from) {
            attempts = from.attempts;
            backoff = from.backoff;
            delayMillis = from.delayMillis;
            priority = from.priority;
            lifo = from.lifo;
            jobId = from.jobId;
            timestamp = from.timestamp;
            removeOnComplete = from.removeOnComplete;
            removeOnFail = from.removeOnFail;
            stackTraceLimit = from.stackTraceLimit;
            keepLogs = from.keepLogs;
            sizeLimit = from.sizeLimit;
            telemetry = from.telemetry;
            omitContext = from.omitContext;
            parent = from.parent;
            childFailure = from.childFailure;
            deduplication = from.deduplication;
        }

        JobOptions options() {
            return new JobOptions(
                    attempts,
                    backoff,
                    delayMillis,
                    priority,
                    lifo,
                    jobId,
                    timestamp,
                    removeOnComplete,
                    removeOnFail,
                    stackTraceLimit,
                    keepLogs,
                    sizeLimit,
                    telemetry,
                    omitContext,
                    parent,
                    childFailure,
                    deduplication);
        }
    }
}
