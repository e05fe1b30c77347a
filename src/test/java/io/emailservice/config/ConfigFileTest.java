package io.emailservice.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @TempDir
    private Path directory;

    private final Problems problems = new Problems();

    @Test
    void environmentVariablesOverrideKeysOfTheFile() throws IOException {
        ObjectNode tree = read("store: {poolSize: 4, url: postgresql://file}", Map.of("EMAIL__STORE__POOL_SIZE", "8"));

        assertThat(tree.at("/store/poolSize").asText()).isEqualTo("8");
        assertThat(tree.at("/store/url").asText()).isEqualTo("postgresql://file");
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void aKeyThatTheFileLacksBecomesCamelCase() throws IOException {
        ObjectNode tree = read("", Map.of("EMAIL__PROVIDERS__MAILGUN__API_KEY", "k"));

        assertThat(tree.at("/providers/mailgun/apiKey").asText()).isEqualTo("k");
    }

    @Test
    void commonNamesStandForOneKeyEach() throws IOException {
        ObjectNode tree = read("", Map.of("REDIS_URL", "redis://r", "DATABASE_URL", "postgresql://d"));

        assertThat(tree.at("/queue/url").asText()).isEqualTo("redis://r");
        assertThat(tree.at("/store/url").asText()).isEqualTo("postgresql://d");
    }

    @Test
    void secretsComeFromFiles() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "s3cret\n");
        ObjectNode tree = read("", Map.of("EMAIL__HTTP__API_KEY_FILE", secret.toString()));

        assertThat(tree.at("/http/apiKey").asText()).isEqualTo("s3cret");
    }

    @Test
    void everyProblemIsNoted() throws IOException {
        read("a: [", Map.of("EMAIL__X_FILE", directory.resolve("absent").toString(), "EMAIL____X", "1"));

        assertThat(problems.all())
                .anyMatch(line -> line.contains("isn't YAML"))
                .anyMatch(line -> line.startsWith("EMAIL__X_FILE: names a file that can't be read"))
                .anyMatch(line -> line.startsWith("EMAIL____X: must have the form"));
    }

    @CanIgnoreReturnValue
    private ObjectNode read(String yaml, Map<String, String> environment) throws IOException {
        return ConfigFile.read(Files.writeString(directory.resolve("config.yaml"), yaml), environment, problems);
    }
}
