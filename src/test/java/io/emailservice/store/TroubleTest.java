package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TroubleTest {
    @ParameterizedTest
    @CsvSource({
        "08006, PASSING",
        "40P01, PASSING",
        "40001, PASSING",
        "53300, PASSING",
        "53100, PASSING",
        "55P03, PASSING",
        "57P01, PASSING",
        "57P03, PASSING",
        "57014, PASSING",
        "25006, PASSING",
        "22P05, ROW",
        "22021, ROW",
        "23505, ROW",
        "23514, ROW",
        "54000, ROW",
        "42P01, BUG",
        "42601, BUG",
        "28P01, BUG"
    })
    void judgesBySqlState(String state, Trouble trouble) {
        assertThat(Trouble.of(new PgException("refused", "ERROR", state, ""))).isEqualTo(trouble);
    }

    @Test
    void aLostConnectionPasses() {
        assertThat(Trouble.of(ClosedConnectionException.INSTANCE)).isEqualTo(Trouble.PASSING);
        assertThat(Trouble.of(new ConnectException("refused"))).isEqualTo(Trouble.PASSING);
        assertThat(Trouble.of(new TimeoutException("no answer"))).isEqualTo(Trouble.PASSING);
        assertThat(Trouble.of(VertxException.noStackTrace("pool is full"))).isEqualTo(Trouble.PASSING);
    }

    @Test
    void ourOwnMistakesAreNotTriedAgain() {
        assertThat(Trouble.of(new ClassCastException("a bug"))).isEqualTo(Trouble.BUG);
    }

    @Test
    void tellsTheLogNothingOfTheRow() {
        PgException quoting = new PgException("value too long: ann@inbox.example.com", "ERROR", "22001", "");

        assertThat(Trouble.describe(quoting)).isEqualTo("sqlstate_22001");
    }
}
