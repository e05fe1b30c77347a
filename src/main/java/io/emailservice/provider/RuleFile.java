package io.emailservice.provider;

import io.emailservice.message.Diagnosis.Bounce;
import io.emailservice.message.FailureClass;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Rules of classification from a data file among the resources. A line has five columns with tabs between them: kind,
 * what to match, {@code hard} or {@code soft}, the failure class, the reason. Lines that start with {@code #} explain.
 * A range of codes stands as {@code 5.7.20-26}. Kinds whose name ends in {@code text} hold regular expressions, of which
 * the first that is found counts. A file with a mistake ends the start of the program. Immutable.
 */
public final class RuleFile {
    private static final int COLUMNS = 5;
    private static final Pattern RANGE = Pattern.compile("(.*\\.)(\\d+)-(\\d+)");

    private final Map<String, Map<String, BounceVerdict>> exact = new HashMap<>();
    private final Map<String, List<Map.Entry<Pattern, BounceVerdict>>> patterns = new HashMap<>();

    private RuleFile() {}

    /** Reads the file that lies beside the class. */
    public static RuleFile read(Class<?> beside, String name) {
        RuleFile rules = new RuleFile();
        try (InputStream file = beside.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is missing");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    rules.add(name, line);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return rules;
    }

    /** The verdict of the rule of this kind that names exactly this. */
    public Optional<BounceVerdict> exact(String kind, String what) {
        return Optional.ofNullable(exact.getOrDefault(kind, Map.of()).get(what));
    }

    /** The rules of a kind that hold expressions, in the order of the file. */
    List<Map.Entry<Pattern, BounceVerdict>> patterns(String kind) {
        return patterns.getOrDefault(kind, List.of());
    }

    private void add(String name, String line) {
        String[] columns = line.split("\t+", -1);
        if (columns.length != COLUMNS) {
            throw new IllegalStateException(name + " has a line without five columns: " + line);
        }
        BounceVerdict verdict = new BounceVerdict(
                Bounce.valueOf(columns[2].toUpperCase(Locale.ROOT)),
                FailureClass.valueOf(columns[3].toUpperCase(Locale.ROOT)),
                columns[4]);
        if (columns[0].endsWith("text")) {
            patterns.computeIfAbsent(columns[0], kind -> new ArrayList<>())
                    .add(Map.entry(Pattern.compile(columns[1]), verdict));
            return;
        }
        for (String what : range(columns[1])) {
            if (exact.computeIfAbsent(columns[0], kind -> new HashMap<>()).put(what, verdict) != null) {
                throw new IllegalStateException(name + " has two rules for " + what);
            }
        }
    }

    private static List<String> range(String what) {
        var range = RANGE.matcher(what);
        if (!range.matches()) {
            return List.of(what);
        }
        List<String> all = new ArrayList<>();
        for (int i = Integer.parseInt(range.group(2)); i <= Integer.parseInt(range.group(3)); i++) {
            all.add(range.group(1) + i);
        }
        return all;
    }
}
