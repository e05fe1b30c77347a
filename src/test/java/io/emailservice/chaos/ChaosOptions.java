package io.emailservice.chaos;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * What to run.
 *
 * @param firstSeed of the first round; each further round has the next one
 * @param messages requests of a round
 * @param kills of service processes in a round
 * @param seconds over which the requests of a round are spread
 * @param without the part that the processes run without, {@link MissingPart#NOTHING} for none
 */
record ChaosOptions(long firstSeed, long lastSeed, int messages, int kills, int seconds, MissingPart without) {
    private static final int MESSAGES_PER_SECOND = 50;

    /** {@code --seeds 100-129 --messages 5000 --kills 10 --seconds 100 --without settler}, all of them optional. */
    static ChaosOptions parse(String... arguments) {
        String seeds = "1";
        int messages = 5_000;
        int kills = 10;
        int seconds = 0;
        MissingPart without = MissingPart.NOTHING;
        List<String> words = Arrays.stream(arguments)
                .flatMap(argument -> Arrays.stream(argument.split("[ =]", -1)))
                .toList();
        for (Iterator<String> word = words.iterator(); word.hasNext(); ) {
            String name = word.next();
            switch (name) {
                case "--seeds" -> seeds = word.next();
                case "--messages" -> messages = Integer.parseInt(word.next());
                case "--kills" -> kills = Integer.parseInt(word.next());
                case "--seconds" -> seconds = Integer.parseInt(word.next());
                case "--without" -> without = MissingPart.of(word.next());
                default -> throw new IllegalArgumentException("unknown: " + name);
            }
        }
        String[] bounds = seeds.split("-", -1);
        return new ChaosOptions(
                Long.parseLong(bounds[0]),
                Long.parseLong(bounds[bounds.length - 1]),
                messages,
                kills,
                seconds > 0 ? seconds : Math.max(20, messages / MESSAGES_PER_SECOND),
                without);
    }
}
