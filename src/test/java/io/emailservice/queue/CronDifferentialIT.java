package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.emailservice.testing.Node;
import io.emailservice.testing.TestRedis;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The next times of patterns are those that the cron-parser of the official client gives. */
class CronDifferentialIT {
    /** Its half an hour that comes again turns the official parser in circles. */
    private static final String HALF_AN_HOUR = "Australia/Lord_Howe";

    /** Gaps and overlaps of an hour, half an hour and two; at midnight, at a quarter to three, and none. */
    private static final List<String> ZONES = List.of(
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "Africa/Cairo",
            "America/Havana",
            "Asia/Beirut",
            HALF_AN_HOUR,
            "Pacific/Chatham",
            "Antarctica/Troll",
            "Asia/Kathmandu",
            "utc+5:30");

    private static final int RANDOM_PATTERNS = 250;
    private static final int CASES_PER_CALL = 150;
    private static final long SEED = 5;
    private static final String REFUSED = "refused";

    /** A pattern with a value that is there twice: refused by the parser of BullMQ 6, but not by that of BullMQ 5. */
    private static final String TWICE = "twice";

    private static final String NEVER = "never";

    /** The answers to one pattern in one zone, one per instant up to the first that is none, or that it isn't a pattern. */
    private static final String ANSWERS = """
            const { CronExpressionParser } = await import('cron-parser');
            return cases.map(({ pattern, zone, instants }) => {
              let cron;
              try {
                cron = CronExpressionParser.parse(pattern, { tz: zone, hashSeed: 'seed', currentDate: new Date(0) });
              } catch (error) {
                return error.message.includes('duplicate values') ? 'twice' : 'refused';
              }
              const answers = [];
              for (const instant of instants) {
                cron.reset(new Date(instant));
                try {
                  answers.push(cron.next().getTime());
                } catch (error) {
                  answers.push('never');
                  break;
                }
              }
              return answers.join(' ');
            });
            """;

    private record Case(String pattern, String zone, List<Long> instants) {
        String answer() {
            CronPattern read;
            try {
                read = CronPattern.read(pattern, "seed");
            } catch (IllegalArgumentException refused) {
                return REFUSED;
            }
            ZoneId in = CronZone.of(zone);
            List<String> answers = new ArrayList<>();
            for (long instant : instants) {
                var next = CronSearch.next(read, Instant.ofEpochMilli(instant).atZone(in));
                answers.add(next.isPresent() ? String.valueOf(next.getAsLong()) : NEVER);
                if (next.isEmpty()) {
                    break;
                }
            }
            return String.join(" ", answers);
        }
    }

    @Test
    void agreesWithTheOfficialParser() throws IOException {
        List<Case> cases = cases();
        List<String> theirs = new ArrayList<>();
        try (TestRedis redis = new TestRedis();
                Node node = Node.start("bullmq", redis)) {
            for (int from = 0; from < cases.size(); from += CASES_PER_CALL) {
                List<Case> part = cases.subList(from, Math.min(cases.size(), from + CASES_PER_CALL));
                String body = "const cases = " + new ObjectMapper().writeValueAsString(part) + ";\n" + ANSWERS;
                node.run(body).forEach(answer -> theirs.add(answer.asText()));
            }
        }
        List<String> differences = new ArrayList<>();
        int times = 0;
        for (int i = 0; i < cases.size(); i++) {
            Case one = cases.get(i);
            String ours = one.answer();
            times += ours.equals(REFUSED) ? 0 : ours.split(" ", -1).length;
            if (!agree(one, ours, theirs.get(i))) {
                differences.add(one.pattern() + " in " + one.zone() + ": " + firstDifference(one, ours, theirs.get(i)));
            }
        }
        assertThat(differences).isEmpty();
        assertThat(times).isGreaterThan(10_000);
    }

    private static boolean agree(Case one, String ours, String theirs) {
        if (theirs.equals(TWICE)) {
            return !ours.equals(REFUSED);
        }
        if (one.zone().equals(HALF_AN_HOUR) && theirs.endsWith(NEVER)) {
            return ours.startsWith(theirs.substring(0, theirs.length() - NEVER.length()));
        }
        return ours.equals(theirs);
    }

    private static String firstDifference(Case one, String ours, String theirs) {
        String[] a = ours.split(" ", -1);
        String[] b = theirs.split(" ", -1);
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            if (!a[i].equals(b[i]) && a.length == b.length) {
                return "after " + Instant.ofEpochMilli(one.instants().get(i)) + " ours " + time(a[i]) + ", theirs "
                        + time(b[i]);
            }
        }
        return "ours " + ours + ", theirs " + theirs;
    }

    private static String time(String answer) {
        return answer.matches("\\d+")
                ? Instant.ofEpochMilli(Long.parseLong(answer)).toString()
                : answer;
    }

    private static List<Case> cases() {
        Random random = new Random(SEED);
        List<String> listed = listed();
        List<List<Long>> instants =
                ZONES.stream().map(zone -> instants(CronZone.of(zone), random)).toList();
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < 2 * listed.size() + RANDOM_PATTERNS; i++) {
            String pattern = i < 2 * listed.size() ? listed.get(i / 2) : anyPattern(random);
            int zone = (5 * i) % ZONES.size();
            // Few, because the official parser takes half a second to see that it turns in circles.
            if (!ZONES.get(zone).equals(HALF_AN_HOUR) || i % 3 == 0) {
                cases.add(new Case(pattern, ZONES.get(zone), instants.get(zone)));
            }
        }
        return cases;
    }

    private static List<String> listed() {
        try (InputStream file =
                Objects.requireNonNull(CronDifferentialIT.class.getResourceAsStream("cron-patterns.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Around each change of the clocks, at the ends of months and leap years, and anywhere. */
    private static List<Long> instants(ZoneId zone, Random random) {
        TreeSet<Long> instants = new TreeSet<>();
        Instant after = Instant.parse("2024-01-01T00:00:00Z");
        for (int i = 0; i < 2; i++) {
            ZoneOffsetTransition change = zone.getRules().nextTransition(after);
            if (change == null) {
                break;
            }
            after = change.getInstant();
            for (long minutes : new long[] {-1500, -200, -61, -30, -1, 0, 1, 29, 60, 95, 180}) {
                long within = random.nextBoolean() ? 0 : random.nextInt(60_000);
                instants.add(after.toEpochMilli() + minutes * 60_000 + within);
            }
            instants.add(after.toEpochMilli() - 1);
        }
        Stream.of(
                        "2024-02-28T23:59:59.999Z",
                        "2023-02-28T23:59:59Z",
                        "2100-02-27T00:00:00Z",
                        "2025-12-31T23:59:59.500Z",
                        "2026-04-30T12:00:00Z",
                        "2024-01-31T00:00:00Z")
                .forEach(text -> instants.add(Instant.parse(text).toEpochMilli()));
        long start = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
        for (int i = 0; i < 4; i++) {
            instants.add(start + (long) (random.nextDouble() * 70e9));
        }
        return List.copyOf(instants);
    }

    private static String anyPattern(Random random) {
        return String.join(
                " ",
                random.nextInt(3) == 0 ? anyField(random, 0, 59) : "0",
                anyField(random, 0, 59),
                anyField(random, 0, 23),
                random.nextInt(2) == 0 ? "*" : random.nextInt(5) == 0 ? "L" : anyField(random, 1, 31),
                random.nextInt(2) == 0 ? "*" : anyField(random, 1, 12),
                random.nextInt(2) == 0 ? "*" : anyWeekday(random));
    }

    private static String anyWeekday(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(8) + "#" + (1 + random.nextInt(5));
            case 1 -> random.nextInt(8) + "L";
            default -> anyField(random, 0, 7);
        };
    }

    private static String anyField(Random random, int min, int max) {
        int first = min + random.nextInt(max - min + 1);
        int second = min + random.nextInt(max - min + 1);
        String range = Math.min(first, second) + "-" + Math.max(first, second);
        return switch (random.nextInt(7)) {
            case 0 -> "*";
            case 1 -> "*/" + (1 + random.nextInt(max));
            case 2 -> range;
            case 3 -> range + "/" + (1 + random.nextInt(5));
            case 4 -> first + "," + second;
            case 5 -> first + "/" + (1 + random.nextInt(9));
            default -> String.valueOf(first);
        };
    }
}
