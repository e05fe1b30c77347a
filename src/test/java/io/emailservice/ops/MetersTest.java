package io.emailservice.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MetersTest {
    private final PrometheusMeterRegistry registry = ProcessMetrics.createRegistry();
    private final Meters meters = new Meters(registry);

    @Test
    void countsUnderTheNamesOfPrometheus() {
        Labelled<Counter> settled = meters.counters("email_jobs_settled", "Jobs by outcome", "queue", "outcome");
        settled.with("email", "completed").increment(3);
        settled.with("email", "failed").increment();

        assertThat(registry.scrape())
                .contains("# HELP email_jobs_settled_total Jobs by outcome")
                .contains("email_jobs_settled_total{outcome=\"completed\",queue=\"email\"} 3.0")
                .contains("email_jobs_settled_total{outcome=\"failed\",queue=\"email\"} 1.0");
    }

    @Test
    void timesIntoFixedBuckets() {
        Timer call = meters.timers("email_provider_call", "Calls", "account").with("ses");
        call.record(Duration.ofMillis(30));

        assertThat(registry.scrape())
                .contains("email_provider_call_seconds_bucket{account=\"ses\",le=\"0.05\"} 1")
                .contains("email_provider_call_seconds_bucket{account=\"ses\",le=\"0.025\"} 0");
    }

    @Test
    void readsGaugesAtTheScrape() {
        double[] value = {1};
        meters.gauge("email_permits_in_use", "Permits", () -> value[0], "lane", "ses");
        value[0] = 7;

        assertThat(registry.scrape()).contains("email_permits_in_use{lane=\"ses\"} 7.0");
    }

    @Test
    void countsBeyondTheLimitOfCombinationsAsOther() {
        Labelled<Counter> many = meters.counters("email_many", "Many", "key");
        for (int i = 0; i < 1_000; i++) {
            many.with("k" + i).increment();
        }

        assertThat(many.with("other").count()).isEqualTo(900);
        assertThat(many.with("k5").count()).isEqualTo(1);
    }

    @Test
    void refusesForeignNames() {
        assertThatThrownBy(() -> meters.counter("jobs", "Jobs")).hasMessageContaining("begin with email_");
    }
}
