package io.emailservice.template;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers that hold for a while. Whoever asks while an answer is on its way shares it; a failure is not remembered.
 * Bounded: the least recently used go first. One event loop.
 *
 * @param <K> questions
 * @param <V> answers
 */
final class Remembered<K, V> {
    private final int maxEntries;
    private final Clock clock;
    private final Map<K, Entry<V>> entries = new LinkedHashMap<>(64, 0.75f, true);

    Remembered(int maxEntries, Clock clock) {
        this.maxEntries = maxEntries;
        this.clock = clock;
    }

    /** An answer and how long it holds. */
    record Answer<V>(V value, Duration holds) {}

    /** Two are the same only if they are one: an answer that comes late must not replace a newer one. */
    private static final class Entry<V> {
        private final Future<V> answer;
        private final long untilMillis;

        Entry(Future<V> answer, long untilMillis) {
            this.answer = answer;
            this.untilMillis = untilMillis;
        }
    }

    Future<V> get(K question, Function<K, Future<Answer<V>>> ask) {
        Entry<V> known = entries.get(question);
        if (known != null && (!known.answer.isComplete() || clock.millis() < known.untilMillis)) {
            return known.answer;
        }
        Future<Answer<V>> asked = ask.apply(question);
        Future<V> answer = asked.map(Answer::value);
        Entry<V> waiting = new Entry<>(answer, Long.MAX_VALUE);
        keep(question, waiting);
        return asked.transform(done -> {
            if (entries.get(question) == waiting) {
                settle(question, done.succeeded() ? done.result() : null);
            }
            return answer;
        });
    }

    private void settle(K question, @Nullable Answer<V> answer) {
        if (answer == null) {
            entries.remove(question);
        } else {
            long until = clock.millis() + answer.holds.toMillis();
            keep(question, new Entry<>(Future.succeededFuture(answer.value), until));
        }
    }

    private void keep(K question, Entry<V> entry) {
        entries.put(question, entry);
        Iterator<K> oldest = entries.keySet().iterator();
        while (entries.size() > maxEntries) {
            K dropped = oldest.next();
            assert dropped != null;
            oldest.remove();
        }
    }

    int size() {
        return entries.size();
    }
}
