package io.emailservice.suppression;

import io.emailservice.message.Problem;
import java.util.List;

/**
 * What became of an import. Lines without an entry, such as a heading, aren't counted.
 *
 * @param accepted entries that were new, or said more than what was there
 * @param duplicate entries that said nothing new
 * @param refused lines that break rules
 * @param refusals the first of them
 */
public record ImportReport(long accepted, long duplicate, long refused, List<Refusal> refusals) {
    public ImportReport {
        refusals = List.copyOf(refusals);
    }

    /**
     * A line that wasn't taken.
     *
     * @param line its number, from 1
     */
    public record Refusal(long line, List<Problem> problems) {
        public Refusal {
            problems = List.copyOf(problems);
        }
    }
}
