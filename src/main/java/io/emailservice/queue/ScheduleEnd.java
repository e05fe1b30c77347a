package io.emailservice.queue;

/** Why a job of a schedule was the last one. */
public enum ScheduleEnd {
    /** It had as many as it should have. */
    LIMIT,

    /** Its end date is over. */
    END_DATE,

    /** Its pattern has no further time, or none before the end date. */
    NO_MORE_TIMES,

    /** Nobody can tell when the next one is due: somebody has to mend the pattern, the time zone or the options. */
    UNREADABLE,

    /** The next job's id belongs to a job that is there already, of an earlier schedule with the same id. */
    ID_TAKEN
}
