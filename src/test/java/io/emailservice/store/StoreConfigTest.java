package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.config.Secret;
import io.emailservice.testing.Sections;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StoreConfigTest {
    @Test
    void hasDefaultsForEveryKey() {
        assertThat(Sections.read("", StoreConfig::from)).isEqualTo(StoreConfig.DEFAULTS);
    }

    @Test
    void readsEveryKey() {
        StoreConfig config = Sections.read("""
                url: postgres://db.example.com/mail?sslmode=require
                user: mailer
                password: s3cret
                migrate: false
                poolSize: 4
                waitQueue: 50
                batchRows: 100
                linger: 3ms
                waiting: 500
                deadline: 20s
                statementTimeout: 5s
                retention: 30d
                partitionsAhead: 3
                """, StoreConfig::from);

        assertThat(config)
                .isEqualTo(new StoreConfig(
                        "postgresql://db.example.com:5432/mail?sslmode=require",
                        "mailer",
                        new Secret("s3cret"),
                        false,
                        4,
                        50,
                        100,
                        Duration.ofMillis(3),
                        500,
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(5),
                        Duration.ofDays(30),
                        3));
    }

    @Test
    void reportsEveryProblemAtOnce() {
        assertThat(Sections.problems("""
                url: mysql://db/mail
                poolSize: 1
                linger: soon
                retention: 1h
                colour: blue
                """, StoreConfig::from))
                .extracting(problem -> problem.substring(0, problem.indexOf(':')))
                .containsExactlyInAnyOrder("url", "poolSize", "linger", "retention", "colour");
    }

    @Test
    void takesCredentialsFromTheUrlAndShowsNone() {
        StoreConfig config = Sections.read("url: postgresql://ann:p%40ss+word@db:6432/mail", StoreConfig::from);

        assertThat(config.user()).isEqualTo("ann");
        assertThat(config.password().value()).isEqualTo("p@ss+word");
        assertThat(config.url()).isEqualTo("postgresql://db:6432/mail");
        assertThat(config.toString()).doesNotContain("p@ss", "p%40ss");
    }
}
