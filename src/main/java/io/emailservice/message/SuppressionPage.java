package io.emailservice.message;

import java.util.List;

/**
 * A page of a list that somebody else keeps.
 *
 * @param next how to go on behind it, also much later and from another process
 * @param last whether there is nothing behind it for now; {@code next} then begins the next round
 */
public record SuppressionPage(List<Suppression> suppressions, String next, boolean last) {
    public SuppressionPage {
        suppressions = List.copyOf(suppressions);
    }
}
