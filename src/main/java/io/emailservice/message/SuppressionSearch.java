package io.emailservice.message;

import org.jspecify.annotations.Nullable;

/**
 * Asks for a page of a tenant's suppressions in the order of address and stream.
 *
 * @param address only this one, or null
 * @param stream only those stored for this one, or null
 * @param reason only those with this one, or null
 * @param after goes on behind this place, or null for the beginning
 */
public record SuppressionSearch(
        String tenant,
        @Nullable String address,
        @Nullable String stream,
        @Nullable SuppressionReason reason,
        @Nullable Place after,
        int limit) {

    /** Where a page ended. */
    public record Place(String address, String stream) {
        public static Place of(Suppression last) {
            return new Place(last.address(), last.stream());
        }
    }

    /** The next page of the same. */
    public SuppressionSearch after(Place place) {
        return new SuppressionSearch(tenant, address, stream, reason, place, limit);
    }
}
