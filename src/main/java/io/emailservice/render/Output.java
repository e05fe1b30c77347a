package io.emailservice.render;

import com.github.jknack.handlebars.Context;
import java.io.Writer;
import java.time.Clock;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Where one part of one message is written to, and the bounds of its rendering: size, depth and time. handlebars.java
 * carries it in the data of a context. One thread.
 */
final class Output extends Writer {
    private static final String KEY = "output";
    private static final int STEPS_PER_LOOK_AT_THE_CLOCK = 64;

    /** A rendering that does less is never too slow: then it was the machine that paused, or a JVM that is still cold. */
    private static final int STEPS_OF_A_SLOW_TEMPLATE = 50_000;

    private final StringBuilder text;
    private final int maxLength;
    private final int maxDepth;
    private final Clock clock;
    private final long deadlineMillis;
    private final Locale locale;
    private final Supplier<String> unsubscribeUrl;
    private int depth;
    private int steps;

    Output(int expectedLength, RenderConfig config, Clock clock, Call call) {
        this.text = new StringBuilder(Math.min(expectedLength, config.maxOutputBytes()));
        this.maxLength = config.maxOutputBytes();
        this.maxDepth = config.maxDepth();
        this.clock = clock;
        this.deadlineMillis = clock.millis() + config.timeLimit().toMillis();
        this.locale = call.locale();
        this.unsubscribeUrl = call.unsubscribeUrl();
    }

    /** What helpers may know of the message that is rendered. */
    record Call(Locale locale, Supplier<String> unsubscribeUrl) {}

    /** The output that a context is rendered to. */
    static Output of(Context context) {
        return context.data(KEY);
    }

    Context attachTo(Context context) {
        return context.data(KEY, this);
    }

    Locale locale() {
        return locale;
    }

    String unsubscribeUrl() {
        return unsubscribeUrl.get();
    }

    /** Counts one unit of work; every loop and every write comes through here. */
    void step() {
        if (++steps > STEPS_OF_A_SLOW_TEMPLATE
                && steps % STEPS_PER_LOOK_AT_THE_CLOCK == 0
                && clock.millis() > deadlineMillis) {
            throw new Refusal(Refusal.TOO_SLOW, "rendering took longer than the limit");
        }
    }

    /** One partial deeper. */
    void enter() {
        step();
        if (++depth > maxDepth) {
            throw new Refusal(Refusal.TOO_DEEP, "partials are nested deeper than " + maxDepth);
        }
    }

    void leave() {
        depth--;
    }

    private void room(int more) {
        step();
        if (text.length() + more > maxLength) {
            throw new Refusal(Refusal.OUTPUT_TOO_LARGE, "a part is larger than " + maxLength + " characters");
        }
    }

    @Override
    public Writer append(CharSequence more) {
        room(more.length());
        text.append(more);
        return this;
    }

    @Override
    public Writer append(CharSequence more, int start, int end) {
        room(end - start);
        text.append(more, start, end);
        return this;
    }

    @Override
    public Writer append(char more) {
        room(1);
        text.append(more);
        return this;
    }

    @Override
    public void write(int more) {
        room(1);
        text.append((char) more);
    }

    @Override
    public void write(String more) {
        room(more.length());
        text.append(more);
    }

    @Override
    public void write(char[] more, int offset, int length) {
        room(length);
        text.append(more, offset, length);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    /** Everything written so far. */
    @Override
    public String toString() {
        return text.toString();
    }
}
