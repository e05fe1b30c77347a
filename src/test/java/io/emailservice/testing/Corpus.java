package io.emailservice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Payloads of the providers' documentation with what is expected of each. They lie beside the project and not in it:
 * without them, a test that asks for them is skipped; the project's own payloads remain.
 */
public final class Corpus {
    private static final Path PLACE = Path.of("shared/corpus");

    private Corpus() {}

    /**
     * One payload.
     *
     * @param file its path, for example {@code mailgun/x.json}
     * @param acceptable what it may be read as, in the words of the index; the best first, an empty word for none other
     * @param recipients addresses of whom it tells, in order
     * @param messageId the provider's; empty if it has none
     */
    public record Payload(String file, List<String> acceptable, List<String> recipients, String messageId) {
        public byte[] bytes() {
            return read(file);
        }

        @Override
        public String toString() {
            return file;
        }
    }

    /** Those in files of this folder. */
    public static List<Payload> payloads(String folder) {
        return new String(read("index.tsv"), StandardCharsets.UTF_8)
                .lines()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .filter(columns -> columns[0].startsWith(folder + "/"))
                .map(Corpus::payload)
                .toList();
    }

    public static byte[] read(String file) {
        Path root = root();
        if (root == null) {
            return Assumptions.abort("skipped: no folder shared/corpus beside the project");
        }
        try {
            return Files.readAllBytes(root.resolve(file));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Beside the project, or beside a folder that holds it. */
    private static @Nullable Path root() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path corpus = folder.resolve(PLACE);
            if (Files.isDirectory(corpus)) {
                return corpus;
            }
        }
        return null;
    }

    private static Payload payload(String[] columns) {
        List<String> acceptable = List.of(columns[2], columns[5]);
        List<String> recipients = Arrays.stream(columns[3].split(","))
                .filter(one -> !one.isEmpty())
                .toList();
        return new Payload(columns[0], acceptable, recipients, columns[4]);
    }
}
