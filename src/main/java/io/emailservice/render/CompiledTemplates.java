package io.emailservice.render;

import com.github.jknack.handlebars.Template;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sources already compiled, and those that failed to, by source and engine: the least recently used go first. Bounded
 * in number and in characters. Thread-safe; two threads may compile the same source once each.
 */
final class CompiledTemplates {
    private static final long MAX_CHARACTERS = 16_000_000;

    private final int maxEntries;
    private final int maxSource;
    private final Map<Key, Compiled> entries = new LinkedHashMap<>(256, 0.75f, true);
    private long characters;

    CompiledTemplates(int maxEntries, int maxSource) {
        this.maxEntries = maxEntries;
        this.maxSource = maxSource;
    }

    /** A compiled source, or why it can't be compiled. */
    static final class Compiled {
        private final @Nullable Template template;
        private final @Nullable Refusal refusal;

        /** Characters of the last output: a guess for the next one. */
        private int length;

        private Compiled(@Nullable Template template, @Nullable Refusal refusal, int length) {
            this.template = template;
            this.refusal = refusal;
            this.length = length;
        }

        Template template() {
            if (template == null) {
                throw refusal == null ? new IllegalStateException("neither compiled nor refused") : refusal;
            }
            return template;
        }

        int expectedLength() {
            return length + length / 8;
        }

        /** Threads may overwrite each other's guess: any of them will do. */
        void wrote(int characters) {
            length = characters;
        }
    }

    /** @param part name of the part in messages about the source */
    Compiled get(Engine engine, String part, String source) {
        Key key = new Key(engine, source);
        Compiled known = find(key);
        return known != null ? known : keep(key, compile(engine, part, source));
    }

    private Compiled compile(Engine engine, String part, String source) {
        try {
            if (source.length() > maxSource) {
                throw new Refusal(
                        Refusal.TEMPLATE_TOO_LARGE, part + " has more than " + maxSource + " characters of source");
            }
            return new Compiled(engine.compile(part, source), null, source.length());
        } catch (Refusal refusal) {
            return new Compiled(null, refusal, 0);
        }
    }

    private synchronized @Nullable Compiled find(Key key) {
        return entries.get(key);
    }

    private synchronized Compiled keep(Key key, Compiled compiled) {
        if (entries.put(key, compiled) == null) {
            characters += key.source.length();
        }
        Iterator<Key> oldest = entries.keySet().iterator();
        while (entries.size() > maxEntries || characters > MAX_CHARACTERS) {
            characters -= oldest.next().source.length();
            oldest.remove();
        }
        return compiled;
    }

    synchronized int size() {
        return entries.size();
    }

    /**
     * The hash looks at a few characters only: jobs bring the same long source as a new text each time, and comparing
     * two equal texts is much cheaper than hashing one.
     */
    private static final class Key {
        private static final int SAMPLES = 32;

        private final Engine engine;
        private final String source;
        private final int hash;

        Key(Engine engine, String source) {
            this.engine = engine;
            this.source = source;
            int sampled = System.identityHashCode(engine) * 31 + source.length();
            int stride = Math.max(1, source.length() / SAMPLES);
            for (int i = source.length() - 1; i >= 0; i -= stride) {
                sampled = sampled * 31 + source.charAt(i);
            }
            this.hash = sampled;
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.engine == engine && key.source.equals(source);
        }
    }
}
