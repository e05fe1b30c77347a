package io.emailservice.queue;

import org.jspecify.annotations.Nullable;

/**
 * The options of a job that matter to a worker or a plain producer. Others that a job carries in Redis are left there
 * untouched.
 *
 * @param attempts how often the job may be tried in all; 0 and 1 both mean once
 * @param delayMillis how long a new job waits before it is ready
 * @param priority 0 for none (served first), else 1 to 2097151, lower first
 * @param lifo true puts a new or retried job at the front
 * @param jobId the producer's own id, or null for the next number; a known id adds nothing
 * @param removeOnComplete null leaves the choice to the worker, which keeps all
 * @param removeOnFail like {@code removeOnComplete}
 * @param stackTraceLimit the most failures kept in the job; -1 for the worker's own bound
 * @param telemetry the producer's trace context ({@code tm}), a text of the producer's making
 */
public record JobOptions(
        int attempts,
        Backoff backoff,
        long delayMillis,
        int priority,
        boolean lifo,
        @Nullable String jobId,
        @Nullable Keep removeOnComplete,
        @Nullable Keep removeOnFail,
        int stackTraceLimit,
        @Nullable String telemetry) {
    public static final int HIGHEST_PRIORITY_NUMBER = 2_097_151;
    public static final JobOptions DEFAULTS = new JobOptions(0, Backoff.NONE, 0, 0, false, null, null, null, -1, null);

    public JobOptions withAttempts(int attempts) {
        return new JobOptions(
                attempts,
                backoff,
                delayMillis,
                priority,
                lifo,
                jobId,
                removeOnComplete,
                removeOnFail,
                stackTraceLimit,
                telemetry);
    }

    public JobOptions withBackoff(Backoff backoff) {
        return new JobOptions(
                attempts,
                backoff,
                delayMillis,
                priority,
                lifo,
                jobId,
                removeOnComplete,
                removeOnFail,
                stackTraceLimit,
                telemetry);
    }

    public JobOptions withDelayMillis(long delayMillis) {
        return new JobOptions(
                attempts,
                backoff,
                delayMillis,
                priority,
                lifo,
                jobId,
                removeOnComplete,
                removeOnFail,
                stackTraceLimit,
                telemetry);
    }

    public JobOptions withPriority(int priority) {
        return new JobOptions(
                attempts,
                backoff,
                delayMillis,
                priority,
                lifo,
                jobId,
                removeOnComplete,
                removeOnFail,
                stackTraceLimit,
                telemetry);
    }

    public JobOptions withLifo(boolean lifo) {
        return new JobOptions(
                attempts,
                backoff,
                delayMillis,
                priority,
                lifo,
                jobId,
                removeOnComplete,
                removeOnFail,
                stackTraceLimit,
                telemetry);
    }

    public JobOptions withJobId(@Nullable String jobId) {
        return new JobOptions(
                attempts,
                backoff,
                delayMillis,
                priority,
                lifo,
                jobId,
                removeOnComplete,
                removeOnFail,
                stackTraceLimit,
                telemetry);
    }

    public JobOptions withRemoveOnComplete(@Nullable Keep removeOnComplete) {
        return new JobOptions(
                attempts,
                backoff,
                delayMillis,
                priority,
                lifo,
                jobId,
                removeOnComplete,
                removeOnFail,
                stackTraceLimit,
                telemetry);
    }

    public JobOptions withRemoveOnFail(@Nullable Keep removeOnFail) {
        return new JobOptions(
                attempts,
                backoff,
                delayMillis,
                priority,
                lifo,
                jobId,
                removeOnComplete,
                removeOnFail,
                stackTraceLimit,
                telemetry);
    }

    public JobOptions withStackTraceLimit(int stackTraceLimit) {
        return new JobOptions(
                attempts,
                backoff,
                delayMillis,
                priority,
                lifo,
                jobId,
                removeOnComplete,
                removeOnFail,
                stackTraceLimit,
                telemetry);
    }

    public JobOptions withTelemetry(@Nullable String telemetry) {
        return new JobOptions(
                attempts,
                backoff,
                delayMillis,
                priority,
                lifo,
                jobId,
                removeOnComplete,
                removeOnFail,
                stackTraceLimit,
                telemetry);
    }
}
