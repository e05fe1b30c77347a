package io.emailservice.delivery;

import io.emailservice.message.Stream;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many messages may be in flight. A lane is provider account × stream; a lane counts while its account accepts, and
 * one whose rate is limited counts for no more than it can send soon.
 * Bulk never uses the share that is reserved for transactional mail; transactional mail may use what bulk leaves idle.
 *
 * <p>The delivery takes and gives back; pollers only ask {@link #free}. So a claim that is under way when the answer
 * changes may overshoot by one claim batch, never more.
 */
public final class Lanes {
    private final List<Account> accounts;
    private final int perAccount;
    private final double reserve;
    private final AtomicInteger bulk = new AtomicInteger();
    private final AtomicInteger transactional = new AtomicInteger();

    public Lanes(Collection<? extends Account> accounts, DeliveryConfig config) {
        this.accounts = List.copyOf(accounts);
        this.perAccount = config.inFlight();
        this.reserve = config.transactionalReserve();
    }

    /** Messages of a stream that may be claimed now; 0 while every account is closed. Safe from any thread. */
    public int free(Stream stream) {
        int total = permits(stream);
        int inFlight = bulk.get() + transactional.get();
        int left = total - inFlight;
        if (stream == Stream.BULK) {
            left = Math.min(left, (int) (total * (1 - reserve)) - bulk.get());
        }
        return Math.max(0, left);
    }

    /** Messages of a stream that are claimed and not settled. Safe from any thread. */
    public int inFlight(Stream stream) {
        return counter(stream).get();
    }

    void take(Stream stream) {
        counter(stream).incrementAndGet();
    }

    void giveBack(Stream stream) {
        counter(stream).decrementAndGet();
    }

    private AtomicInteger counter(Stream stream) {
        return stream == Stream.BULK ? bulk : transactional;
    }

    private int permits(Stream stream) {
        int permits = 0;
        for (Account account : accounts) {
            if (account.accepting(stream)) {
                permits += account.room(perAccount);
            }
        }
        return permits;
    }
}
