package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.MessageState;
import io.emailservice.testing.TestPostgres;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StepExecutionsIT {
    private static TestPostgres.Database database;
    private static Vertx vertx;
    private static Store store;

    @BeforeAll
    static void open() {
        database = TestPostgres.database();
        vertx = Vertx.vertx();
        store = Answer.of(Store.open(vertx, database.config(), Clock.systemUTC(), StoreMetrics.NONE));
    }

    @AfterAll
    static void close() {
        Answer.of(store.close());
        Answer.of(vertx.close());
    }

    @Test
    void showsAStepWithItsMessagesPageByPage() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(claimed("page-" + i, "pages"));
        }
        assertThat(claimed("elsewhere", "another")).isNotNull();
        assertThat(Answer.of(store.messages().settle(Sample.sent(ids.get(0), 1))))
                .isTrue();
        assertThat(Answer.of(store.messages().settle(Sample.to(ids.get(1), 1, MessageState.FAILED))))
                .isTrue();

        StepExecution first = step("pages", null, 3);
        StepExecution rest = step("pages", ids.get(2), 3);

        assertThat(first.state()).isEqualTo("failed");
        assertThat(first.sequence()).isEqualTo(2);
        assertThat(first.counts()).isEqualTo(new StepExecution.Counts(3, 1, 0, 1));
        assertThat(first.messages()).extracting(StepExecution.Member::id).containsExactlyElementsOf(ids.subList(0, 3));
        assertThat(first.messages())
                .extracting(StepExecution.Member::state)
                .containsExactly("sent", "failed", "sending");
        assertThat(first.more()).isTrue();
        assertThat(rest.messages()).extracting(StepExecution.Member::id).containsExactlyElementsOf(ids.subList(3, 5));
        assertThat(rest.more()).isFalse();
    }

    @Test
    void knowsNoStepOfAnotherTenant() {
        assertThat(claimed("mine", "private")).isNotNull();

        assertThat(Answer.of(store.stepExecutions().of("default", "private", null, 10)))
                .isPresent();
        assertThat(Answer.of(store.stepExecutions().of("other", "private", null, 10)))
                .isEmpty();
        assertThat(Answer.of(store.stepExecutions().of("default", "absent", null, 10)))
                .isEmpty();
    }

    /** The index that finds the messages of a step must not cost every transition an entry in every index. */
    @Test
    void keepsUpdatesHeapOnly() throws Exception {
        UUID id = claimed("hot", "hot");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            assertThat(statement.executeUpdate("UPDATE message SET state = 'sent', sequence = 2, updated_at = now(),"
                            + " provider_message_id = 'x' WHERE id = '" + id + "'"))
                    .isEqualTo(1);
            try (ResultSet counted = statement.executeQuery(
                    "SELECT pg_stat_get_xact_tuples_hot_updated(tableoid) FROM message WHERE id = '" + id + "'")) {
                assertThat(counted.next()).isTrue();
                assertThat(counted.getLong(1)).isEqualTo(1);
            }
            connection.rollback();
        }
    }

    private static StepExecution step(String id, @Nullable UUID after, int limit) {
        return Answer.of(store.stepExecutions().of("default", id, after, limit)).orElseThrow();
    }

    private static UUID claimed(String key, String step) {
        UUID id = Sample.id();
        Sample sample = Sample.of(key).to(key + "@inbox.example.com").step(step);
        assertThat(Answer.of(store.messages().claim(sample.message(id)))).isEqualTo(new Claim.Opened(1));
        return id;
    }
}
