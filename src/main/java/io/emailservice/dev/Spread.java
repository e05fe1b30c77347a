package io.emailservice.dev;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;

/** Median, least and largest of some measurements. */
record Spread(double median, double min, double max) {
    static Spread of(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], Arrays.stream(sorted).max().orElse(median));
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("median", round(median))
                .put("min", round(min))
                .put("max", round(max));
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
