package io.emailservice.queue;

import java.util.List;

/** Writes new jobs as {@code admit.lua} reads them. */
final class AddArguments {
    private static final String PLAIN = "";
    private static final String WITH_OPTIONS = "options";
    private static final String WAITS = "waits";

    private AddArguments() {}

    /** @param id the job's own or one made for it; empty for the next number */
    static void write(List<Object> arguments, NewJob job, String id, long nowMillis, boolean waits) {
        JobOptions options = job.options();
        arguments.add(id);
        arguments.add(job.name());
        arguments.add(options.timestamp() > 0 ? options.timestamp() : nowMillis);
        arguments.add(options.delayMillis());
        arguments.add(options.priority());
        arguments.add(options.lifo() ? "1" : "");
        arguments.add(JobOptionsJson.write(options));
        arguments.add(job.data());
        arguments.add(kind(options, waits));
    }

    /** A plain job has nothing in its options that concerns the script. */
    private static String kind(JobOptions options, boolean waits) {
        if (waits) {
            return WAITS;
        }
        return options.parent() == null && options.deduplication() == null ? PLAIN : WITH_OPTIONS;
    }
}
