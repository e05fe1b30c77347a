package io.emailservice.ops;

import io.micrometer.core.instrument.Tags;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The meters of one name, by label values. Keeps at most a hundred combinations: whatever comes later is counted under
 * {@code other}, so that a label that was meant to be bounded can't fill the registry. Safe from any thread.
 *
 * @param <M> kind of the meters
 */
public final class Labelled<M> {
    private static final int MAX_COMBINATIONS = 100;

    private final String[] labels;
    private final Function<Tags, M> make;
    private final ConcurrentHashMap<List<String>, M> meters = new ConcurrentHashMap<>();

    Labelled(String[] labels, Function<Tags, M> make) {
        this.labels = labels.clone();
        this.make = make;
    }

    /** The meter of these values, one for each label. */
    public M with(String... values) {
        if (values.length != labels.length) {
            throw new IllegalArgumentException("needs a value for each of " + Arrays.toString(labels));
        }
        List<String> key = List.of(values);
        M meter = meters.get(key);
        return meter == null ? add(key) : meter;
    }

    private M add(List<String> values) {
        List<String> key = meters.size() < MAX_COMBINATIONS
                ? values
                : values.stream().map(any -> "other").toList();
        return meters.computeIfAbsent(key, made -> make.apply(tags(made)));
    }

    private Tags tags(List<String> values) {
        Tags tags = Tags.empty();
        for (int i = 0; i < labels.length; i++) {
            tags = tags.and(labels[i], values.get(i));
        }
        return tags;
    }
}
