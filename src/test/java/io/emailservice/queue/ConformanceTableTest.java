package io.emailservice.queue;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingInt;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of BullMQ's behaviours says what is so: its tests exist, its rows are whole, and its counts are right. */
class ConformanceTableTest {
    private static final Path TABLE = Path.of("docs/bullmq-conformance.md");
    private static final Path TESTS = Path.of("src/test/java");
    private static final String TESTED = "tested";
    private static final String NOT_APPLICABLE = "not applicable";
    private static final String NOT_YET = "not yet";
    private static final String ALL = "all";

    private static final Pattern FILE = Pattern.compile("### (\\S+)\\.test\\.ts: (\\d+)");
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");
    private static final Pattern COUNT =
            Pattern.compile("\\| (tested|not applicable|not yet|all) \\| (\\d+) \\| (\\d+) \\|");
    private static final Pattern NAMED = Pattern.compile("`([A-Za-z0-9]+#[A-Za-z0-9]+)`");
    private static final Pattern NAMES = Pattern.compile(NAMED + "(, " + NAMED + ")*");
    private static final Pattern REASON = Pattern.compile("(" + NOT_APPLICABLE + "|" + NOT_YET + "): \\S.{8,}");

    /** A test method, whatever annotations stand between it and the one that makes it a test. */
    private static final Pattern METHOD = Pattern.compile(
            "@(?:Test|ParameterizedTest|RepeatedTest)\\b(?:[^{};\"]|\"[^\"]*\"|\\{[^{}]*\\})*?\\bvoid (\\w+)\\(");

    private record Row(String file, int tests, String proof) {
        String kind() {
            Matcher reason = REASON.matcher(proof);
            return reason.matches() ? reason.group(1) : TESTED;
        }
    }

    private final List<String> lines = read(TABLE).lines().toList();

    @Test
    void everyRowHasATestOrAReason() {
        assertThat(rows()).hasSizeGreaterThan(200).allSatisfy(row -> assertThat(row.proof())
                .matches(NAMES.pattern() + "|" + REASON.pattern()));
        assertThat(lines.stream().filter(line -> line.matches("\\| \\d.*"))).hasSameSizeAs(rows());
    }

    @Test
    void everyTestNamedExists() {
        Set<String> named = new TreeSet<>();
        Matcher names = NAMED.matcher(String.join("\n", lines));
        while (names.find()) {
            named.add(names.group(1));
        }
        assertThat(tests()).isNotEmpty().containsAll(named);
    }

    @Test
    void everyFileHasAsManyTestsAsItsRows() {
        Map<String, Integer> stated = new LinkedHashMap<>();
        for (String line : lines) {
            Matcher file = FILE.matcher(line);
            if (file.matches()) {
                stated.put(file.group(1), Integer.parseInt(file.group(2)));
            }
        }
        assertThat(rows().stream().collect(groupingBy(Row::file, summingInt(Row::tests))))
                .containsExactlyInAnyOrderEntriesOf(stated);
    }

    @Test
    void theCountsAtTheTopAreThoseOfTheRows() {
        Map<String, String> stated = new LinkedHashMap<>();
        for (String line : lines) {
            Matcher count = COUNT.matcher(line);
            if (count.matches()) {
                stated.put(count.group(1), count.group(2) + " rows, " + count.group(3) + " tests");
            }
        }
        Map<String, String> counted = new LinkedHashMap<>();
        for (String kind : List.of(TESTED, NOT_APPLICABLE, NOT_YET, ALL)) {
            List<Row> some = rows().stream()
                    .filter(row -> kind.equals(ALL) || row.kind().equals(kind))
                    .toList();
            counted.put(
                    kind,
                    some.size() + " rows, " + some.stream().mapToInt(Row::tests).sum() + " tests");
        }
        assertThat(stated).isEqualTo(counted);
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        String current = "";
        for (String line : lines) {
            Matcher file = FILE.matcher(line);
            Matcher row = ROW.matcher(line);
            if (file.matches()) {
                current = file.group(1);
            } else if (row.matches()) {
                rows.add(new Row(current, Integer.parseInt(row.group(1)), row.group(4)));
            }
        }
        return rows;
    }

    private static Set<String> tests() {
        Set<String> tests = new TreeSet<>();
        try (Stream<Path> files = Files.walk(TESTS)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher methods = METHOD.matcher(read(file));
                while (methods.find()) {
                    String name = file.getFileName().toString();
                    tests.add(name.substring(0, name.length() - ".java".length()) + "#" + methods.group(1));
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return tests;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
