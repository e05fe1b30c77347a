package io.emailservice.twin.ledger;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The newest request bodies as they arrived: the oldest go when there are too many or they are too large. */
final class Payloads {
    private static final long MEGABYTE = 1 << 20;

    private final int most;
    private final long mostBytes;
    private final Deque<Payload> newestLast = new ArrayDeque<>();
    private long bytes;

    Payloads(LedgerLimits limits) {
        this.most = limits.payloads();
        this.mostBytes = limits.payloadMegabytes() * MEGABYTE;
    }

    void keep(Payload payload) {
        newestLast.addLast(payload);
        bytes += payload.size();
        while (newestLast.size() > most || bytes > mostBytes) {
            bytes -= newestLast.removeFirst().size();
        }
    }

    /** The body of an acceptance, null if it is no longer kept. */
    @Nullable
    Payload of(int number) {
        Payload oldest = newestLast.peekFirst();
        if (oldest == null || number < oldest.number()) {
            return null;
        }
        for (Payload payload : newestLast) {
            if (payload.number() == number) {
                return payload;
            }
        }
        return null;
    }

    void clear() {
        newestLast.clear();
        bytes = 0;
    }
}
