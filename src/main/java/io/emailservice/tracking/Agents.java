package io.emailservice.tracking;

import io.emailservice.message.FeedbackKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The user agents of {@code agents.tsv}. A line has four columns with tabs between them: {@code machine} or
 * {@code human}; {@code open}, {@code click} or {@code any}; the signal's name; a regular expression that is searched
 * without regard to case. The first line that fits counts. A file with a mistake ends the start of the program.
 */
final class Agents {
    /** The signal of a mail provider's proxy that fetches at the moment of reading. */
    static final String PROXY = "mail_proxy";

    private static final String FILE = "agents.tsv";
    private static final int COLUMNS = 4;
    private static final Set<String> SUSPICIONS = Set.of("apple", "gmail", "generic");

    private final List<Agent> agents = new ArrayList<>();

    /** One line of the file. */
    record Agent(boolean machine, String kind, String signal, Pattern pattern) {
        private boolean fits(String userAgent, FeedbackKind asked) {
            boolean mine = kind.equals("any")
                    || (kind.equals("open") && asked == FeedbackKind.OPENED)
                    || (kind.equals("click") && asked != FeedbackKind.OPENED);
            return mine && pattern.matcher(userAgent).find();
        }
    }

    private Agents() {}

    static Agents read() {
        Agents all = new Agents();
        try (InputStream file = Agents.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is missing");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    all.agents.add(agent(line));
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return all;
    }

    Optional<Agent> find(String userAgent, FeedbackKind kind) {
        return agents.stream().filter(agent -> agent.fits(userAgent, kind)).findFirst();
    }

    /** A provider's word for a machine, if it is one that we know: the signals' names stay few. */
    String suspicion(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return SUSPICIONS.contains(lower) ? lower : "other";
    }

    private static Agent agent(String line) {
        String[] columns = line.split("\t+", -1);
        if (columns.length != COLUMNS || !Set.of("machine", "human").contains(columns[0])) {
            throw new IllegalStateException(FILE + " has a line that is no rule: " + line);
        }
        return new Agent(
                columns[0].equals("machine"),
                columns[1],
                columns[2],
                Pattern.compile(columns[3], Pattern.CASE_INSENSITIVE));
    }
}
