package io.emailservice.suppression;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into lines that end with LF or CRLF. Of a line beyond the limit it keeps nothing and goes on
 * with the next one, so that it never holds more than one line of the limit. Used by one thread.
 */
final class Lines {
    static final int LONGEST = 8_192;

    /** Takes each line in turn. */
    interface Receiver {
        /** The bytes of a line without its end, or null for one that was too long. */
        void line(byte @Nullable [] bytes);
    }

    private final Receiver receiver;
    private final byte[] begun = new byte[LONGEST];
    private int length;
    private boolean tooLong;

    Lines(Receiver receiver) {
        this.receiver = receiver;
    }

    void add(Buffer chunk) {
        int from = 0;
        for (int at = 0; at < chunk.length(); at++) {
            if (chunk.getByte(at) == '\n') {
                keep(chunk, from, at);
                end();
                from = at + 1;
            }
        }
        keep(chunk, from, chunk.length());
    }

    /** Gives out a last line that has no end. */
    void finish() {
        if (length > 0 || tooLong) {
            end();
        }
    }

    private void keep(Buffer chunk, int from, int to) {
        if (tooLong || length + to - from > LONGEST) {
            tooLong = true;
            return;
        }
        chunk.getBytes(from, to, begun, length);
        length += to - from;
    }

    private void end() {
        boolean carriageReturn = length > 0 && begun[length - 1] == '\r';
        byte[] line = tooLong ? null : Arrays.copyOf(begun, carriageReturn ? length - 1 : length);
        length = 0;
        tooLong = false;
        receiver.line(line);
    }
}
