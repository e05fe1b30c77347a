package io.emailservice.event;

/**
 * A share of the subjects for one sink. All events of a subject are in the same part, so their order is kept while
 * parts run beside each other.
 *
 * @param sink name of the sink
 * @param number from 0
 * @param of how many parts there are
 */
public record Part(String sink, int number, int of) {
    public static Part whole(String sink) {
        return new Part(sink, 0, 1);
    }

    boolean has(PublishedEvent event) {
        return of == 1 || Math.floorMod(mixed(event.subject().hashCode()), of) == number;
    }

    @Override
    public String toString() {
        return sink + "/" + number;
    }

    /** The hash of a text spreads badly over small numbers: all bits must count. */
    private static int mixed(int hash) {
        int half = (hash ^ hash >>> 16) * 0x85EB_CA6B;
        return half ^ half >>> 13;
    }
}
