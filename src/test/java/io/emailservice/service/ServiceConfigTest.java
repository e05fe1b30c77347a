package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.emailservice.config.ConfigFile;
import io.emailservice.config.Printout;
import io.emailservice.config.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServiceConfigTest {
    private static final Path FILE = Path.of("conf/email-service.yaml");
    private static final Map<String, String> SECRETS =
            Map.of("EMAIL__TRACKING__KEYS__1", "sixteen-bytes-at-least", "EMAIL__PROVIDERS__MAILGUN__API_KEY", "key");
    private static final String NOTHING_BUT_THE_REQUIRED = """
            tracking: {baseUrl: 'https://mail.example.com', keys: {1: sixteen-bytes-at-least}}
            providers: {mailgun: {kind: mailgun, domain: mail.example.com, apiKey: key}}
            """;

    /** Names of record components that aren't keys. */
    private static final Set<String> RECORD_SHAPES =
            Set.of("value", "byQueue", "accounts", "streams", "settleInterval", "settleHorizon");

    private final Problems problems = new Problems();

    @Test
    void theFileShowsTheDefaultOfEveryKey() throws IOException {
        ServiceConfig documented = ServiceConfig.from(ConfigFile.read(FILE, SECRETS, problems), problems);
        ServiceConfig defaults = ServiceConfig.from(tree(NOTHING_BUT_THE_REQUIRED), problems);

        assertThat(problems.all()).isEmpty();
        assertThat(documented).isEqualTo(defaults);
    }

    @Test
    void theFileNamesEveryKeyThatIsInForce() throws IOException {
        String file = Files.readString(FILE);
        String effective = Printout.yaml(ServiceConfig.from(tree(NOTHING_BUT_THE_REQUIRED), problems));

        assertThat(effective
                        .lines()
                        .map(line -> line.strip().replaceFirst(":.*", ""))
                        .filter(key -> key.matches("[a-z][A-Za-z]+"))
                        .filter(key -> !RECORD_SHAPES.contains(key)))
                .allSatisfy(key -> assertThat(file).containsPattern("\\b" + key + "\\b"));
    }

    @Test
    void problemsOfAllSectionsAreToldAtOnce() throws IOException {
        ServiceConfig usable = ServiceConfig.from(tree("""
                        store: {poolSize: 0}
                        queue: {queues: {own: 1}}
                        delivery: {rules: [{name: r, use: [{account: absent}]}]}
                        providers: {mailgun: {kind: mailgun, domain: d.example, apiKey: k}}
                        colour: blue
                        """), problems);

        assertThat(usable.store()).isNotNull();
        assertThat(problems.all())
                .anyMatch(line -> line.startsWith("store.poolSize: "))
                .anyMatch(line -> line.startsWith("streams.own: is required"))
                .anyMatch(line -> line.contains("absent"))
                .anyMatch(line -> line.startsWith("tracking.baseUrl: is required"))
                .anyMatch(line -> line.startsWith("colour: is unknown"));
    }

    @Test
    void aHorizonWithinWhichAnAttemptCanStillBeMadeIsRefused() throws IOException {
        ServiceConfig read = ServiceConfig.from(tree(NOTHING_BUT_THE_REQUIRED + """
                delivery: {callWithin: 15s, uncertain: {horizon: 45s}}
                """), problems);

        assertThat(read.delivery().callWithin()).hasSeconds(15);
        assertThat(problems.all())
                .anyMatch(line ->
                        line.startsWith("delivery.uncertain.horizon: must be longer") && line.contains("mailgun"));
    }

    @Test
    void secretsAreMasked() throws IOException {
        ServiceConfig config = ServiceConfig.from(tree(NOTHING_BUT_THE_REQUIRED), problems);

        assertThat(Printout.yaml(config)).doesNotContain("sixteen-bytes-at-least");
        assertThat(config.toString()).doesNotContain("sixteen-bytes-at-least");
    }

    private static ObjectNode tree(String yaml) throws IOException {
        return (ObjectNode) new YAMLMapper().readTree(yaml);
    }
}
