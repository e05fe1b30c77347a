package io.emailservice.queue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** The Lua scripts of the room, each with the snippets it includes. */
enum Script {
    ADD,
    ASK,
    CLAIM,
    DEPTH,
    EXTEND,
    FLOW,
    RECOVER,
    RETRY,
    REVIVE,
    SCHEDULE,
    SETTLE,
    STALLED,
    UPDATE,
    WAKE;

    private static final String INCLUDE = "--# include ";

    private final String text;
    private final String sha;

    Script() {
        this.text = assemble(name().toLowerCase(Locale.ROOT), new LinkedHashSet<>());
        this.sha = sha(text);
    }

    /** The script as Redis gets it. */
    String text() {
        return text;
    }

    /** What Redis calls the script. */
    String sha() {
        return sha;
    }

    /** A line {@code --# include name} stands for that file, once per script; comments and indentation stay here. */
    private static String assemble(String name, Set<String> included) {
        StringBuilder assembled = new StringBuilder();
        for (String line : read(name).lines().map(String::strip).toList()) {
            if (line.startsWith(INCLUDE)) {
                String snippet = line.substring(INCLUDE.length());
                if (included.add(snippet)) {
                    assembled.append(assemble(snippet, included));
                }
            } else if (!line.isEmpty() && !line.startsWith("--")) {
                assembled.append(line).append('\n');
            }
        }
        return assembled.toString();
    }

    private static String read(String name) {
        try (InputStream file = Script.class.getResourceAsStream(name + ".lua")) {
            if (file == null) {
                throw new IllegalStateException("script " + name + ".lua is missing");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException("script " + name + ".lua can't be read", broken);
        }
    }

    /** What Redis calls a script of this text. */
    static String sha(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-1", impossible);
        }
    }
}
