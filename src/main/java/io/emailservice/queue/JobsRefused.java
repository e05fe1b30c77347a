package io.emailservice.queue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Some jobs of a call could not be added or made ready again, because of other jobs; the rest of them was. */
public final class JobsRefused extends RuntimeException {
    /** Why a job was refused. */
    public enum Reason {
        /** The parent that the job names doesn't exist. */
        PARENT_MISSING(-5, "its parent doesn't exist"),
        /** A job with the id exists and has another parent. */
        OTHER_PARENT(-7, "it exists and has another parent"),
        /** There is no such job to be made ready again. */
        JOB_MISSING(-1, "it doesn't exist"),
        /** The job isn't among the finished ones it was looked for. */
        NOT_FINISHED(-3, "it isn't among those that ended so");

        private final int code;
        private final String words;

        Reason(int code, String words) {
            this.code = code;
            this.words = words;
        }

        /** The reason that a script answers with a negative number. */
        static Reason of(int code) {
            for (Reason reason : values()) {
                if (reason.code == code) {
                    return reason;
                }
            }
            throw new IllegalStateException("a script answered " + code);
        }
    }

    private final Map<Integer, Reason> reasons;
    private final List<String> ids;

    JobsRefused(Map<Integer, Reason> reasons, List<String> ids) {
        super(message(reasons), null, false, false);
        this.reasons = Map.copyOf(reasons);
        this.ids = List.copyOf(ids);
    }

    /** The reason of each job that was refused, by its place in the call, from 0. */
    public Map<Integer, Reason> reasons() {
        return reasons;
    }

    /** The ids of all jobs of the call in their order; empty for one that was refused before it had one. */
    public List<String> ids() {
        return ids;
    }

    private static String message(Map<Integer, Reason> reasons) {
        Map.Entry<Integer, Reason> first = new TreeMap<>(reasons).firstEntry();
        return "jobs refused: " + reasons.size() + ", the first at " + first.getKey() + ": " + first.getValue().words;
    }
}
