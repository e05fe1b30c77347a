package io.emailservice.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.testing.TestClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class SharedPagesTest {
    private final MemoryLog log = new MemoryLog();
    private final TestClock clock = TestClock.create();
    private SharedPages<Integer> pages;

    @BeforeEach
    void use(Vertx vertx) {
        pages = new SharedPages<>(vertx, log, clock, Duration.ofMillis(50));
    }

    @Test
    void aPageWithEventsIsReadOnceForAll() throws Exception {
        log.appendUpTo(12);

        assertThat(read(0)).isEqualTo(10);
        log.appendUpTo(20);
        clock.advance(Duration.ofHours(1));
        assertThat(read(0)).isEqualTo(10);
        assertThat(log.reads).hasValue(1);
    }

    @Test
    void anEmptyPageIsBelievedForAMoment() throws Exception {
        assertThat(read(0)).isZero();
        log.appendUpTo(3);
        assertThat(read(0)).isZero();
        clock.advance(Duration.ofMillis(50));
        assertThat(read(0)).isEqualTo(3);
        assertThat(log.reads).hasValue(2);
    }

    @Test
    void aFailedReadIsReadAgain() throws Exception {
        log.appendUpTo(3);
        log.trouble(() -> Future.failedFuture("no connection"));
        boolean failed = result(pages.after(0).transform(done -> Future.succeededFuture(done.failed())));
        assertThat(failed).isTrue();
        log.trouble(Future::succeededFuture);

        assertThat(read(0)).isEqualTo(3);
    }

    @Test
    void keepsNoMoreThanAFewPages() throws Exception {
        log.appendUpTo(200);
        for (int start = 0; start < 200; start += 10) {
            assertThat(read(start)).isEqualTo(start + 10);
        }

        assertThat(read(190)).isEqualTo(200);
        assertThat(log.reads).hasValue(20);
        assertThat(read(0)).isEqualTo(10);
        assertThat(log.reads).hasValue(21);
    }

    private int read(int position) throws Exception {
        return result(pages.after(position)).end();
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
