package io.emailservice.testing;

import io.emailservice.message.Hold;
import io.emailservice.message.HoldScope;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Holds for tests. */
public final class SomeHolds {
    private SomeHolds() {}

    /** A hold of all tenants that is in force from {@code now} until it is lifted. */
    public static Hold hold(HoldScope.Kind kind, String value, Hold.Action action, Instant now) {
        return hold(new HoldScope(kind, value, null), action, now, null);
    }

    public static Hold hold(HoldScope scope, Hold.Action action, Instant now, @Nullable Instant endsAt) {
        return new Hold(new UUID(7, 1), scope, action, "wrong price", "ops", now, endsAt, null, null);
    }
}
