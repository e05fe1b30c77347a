package io.emailservice.twin.fault;

import io.emailservice.config.Section;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How long an answer takes. */
sealed interface Latency {
    Duration SHORTEST = Duration.ZERO;
    Duration LONGEST = Duration.ofMinutes(10);

    /** One draw, in milliseconds. */
    long millis(RandomGenerator random);

    /** Always the same. */
    record Fixed(Duration delay) implements Latency {
        @Override
        public long millis(RandomGenerator random) {
            return delay.toMillis();
        }
    }

    /** Anything between two bounds alike. */
    record Uniform(Duration min, Duration max) implements Latency {
        @Override
        public long millis(RandomGenerator random) {
            return random.nextLong(min.toMillis(), max.toMillis() + 1);
        }
    }

    /** Mostly near the median, with a long tail; never more than {@link #LONGEST}. */
    record LogNormal(Duration p50, Duration p99) implements Latency {
        /** The 99th percentile of the standard normal distribution. */
        private static final double NORMAL_P99 = 2.326_347_874;

        @Override
        public long millis(RandomGenerator random) {
            double median = p50.toMillis();
            double sigma = Math.log(p99.toMillis() / median) / NORMAL_P99;
            double drawn = median * Math.exp(sigma * random.nextGaussian());
            return Math.min(Math.round(drawn), LONGEST.toMillis());
        }
    }

    /** Reads exactly one of {@code fixed}, {@code min} with {@code max}, or {@code p50} with {@code p99}. */
    static Latency from(Section section) {
        Duration fixed = optional(section, "fixed");
        Duration min = optional(section, "min");
        Duration max = optional(section, "max");
        Duration p50 = optional(section, "p50");
        Duration p99 = optional(section, "p99");
        boolean uniform = min != null || max != null;
        boolean logNormal = p50 != null || p99 != null;
        if ((fixed != null ? 1 : 0) + (uniform ? 1 : 0) + (logNormal ? 1 : 0) != 1) {
            section.problem("type", "latency needs either fixed, or min and max, or p50 and p99");
        } else if (uniform && min != null && max != null && min.compareTo(max) <= 0) {
            return new Uniform(min, max);
        } else if (logNormal && p50 != null && p99 != null && p50.toMillis() > 0 && p50.compareTo(p99) <= 0) {
            return new LogNormal(p50, p99);
        } else if (fixed == null) {
            section.problem(uniform ? "max" : "p99", "both must be there, the first not above the second, p50 not 0");
        }
        return new Fixed(fixed == null ? Duration.ZERO : fixed);
    }

    private static @Nullable Duration optional(Section section, String name) {
        Duration absent = Duration.ofMillis(-1);
        Duration read = section.duration(name, absent, SHORTEST, LONGEST);
        return read.isNegative() ? null : read;
    }
}
