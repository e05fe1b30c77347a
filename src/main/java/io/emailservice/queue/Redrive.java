package io.emailservice.queue;

/**
 * How finished jobs are made ready again.
 *
 * @param completed true for jobs that completed, false for dead letters
 * @param resetAttemptsMade true gives the job all its attempts again; else it has one
 * @param resetAttemptsStarted true counts its claims from the beginning
 */
public record Redrive(boolean completed, boolean resetAttemptsMade, boolean resetAttemptsStarted) {
    public static final Redrive FAILED = new Redrive(false, false, false);
    public static final Redrive COMPLETED = new Redrive(true, false, false);

    /** The same with both counters reset. */
    public Redrive fromTheBeginning() {
        return new Redrive(completed, true, true);
    }
}
