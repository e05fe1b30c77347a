package io.emailservice.suppression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionReason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineFormatTest {
    private static final Suppression ODD = new Suppression(
            "o'brien+a@example.com",
            "bulk",
            SuppressionReason.UNSUBSCRIBE,
            "said \"no\", twice",
            Instant.parse("2026-01-02T03:04:05.678Z"),
            Instant.parse("2030-01-01T00:00:00Z"));

    static Stream<List<LineFormat>> formats() {
        return Stream.of(List.of(new CsvLines(), new CsvLines()), List.of(new JsonLines(), new JsonLines()));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void readsWhatItWrote(List<LineFormat> pair) throws LineFormat.MalformedLine {
        LineFormat writer = pair.get(0);
        LineFormat reader = pair.get(1);

        for (String line : writer.heading().lines().toList()) {
            assertThat(reader.read(line)).isNull();
        }
        for (Suppression suppression : List.of(ODD, Entries.suppression("plain@example.com"))) {
            String line = writer.write(suppression);
            assertThat(line).endsWith("\n");
            Map<String, String> fields = Objects.requireNonNull(reader.read(line.stripTrailing()));
            assertThat(Entries.READER.read(fields, Map.of()).suppression()).isEqualTo(suppression);
        }
        assertThat(reader.read("  ")).isNull();
    }

    @Test
    void aCsvWithoutAHeadingIsAListOfAddresses() throws LineFormat.MalformedLine {
        CsvLines csv = new CsvLines();

        assertThat(csv.read("\uFEFFa@example.com")).containsExactly(Map.entry("address", "a@example.com"));
        assertThat(csv.read("\"b\"\"c@example.com\"")).containsExactly(Map.entry("address", "b\"c@example.com"));
    }

    @Test
    void aCsvMayNameItsColumnsInAnyOrder() throws LineFormat.MalformedLine {
        CsvLines csv = new CsvLines();

        assertThat(csv.read("reason, address")).isNull();
        assertThat(csv.read("complaint,a@example.com"))
                .containsOnly(Map.entry("reason", "complaint"), Map.entry("address", "a@example.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"reason,stream", "address,expires", "address,address", "\"address"})
    void aCsvWithAnotherHeadingIsRefused(String heading) {
        assertThatThrownBy(() -> new CsvLines().read(heading)).isInstanceOf(LineFormat.MalformedLine.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b.example,x", "\"a@b.example", "\"a@b.example\"x"})
    void aCsvLineThatDoesNotFitIsRefused(String line) throws LineFormat.MalformedLine {
        CsvLines csv = new CsvLines();
        assertThat(csv.read("address")).isNull();

        assertThatThrownBy(() -> csv.read(line)).isInstanceOf(LineFormat.MalformedLine.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "\"a@b.example\"",
                "{\"address\": 1}",
                "{\"address\": {\"a\": 1}}",
                "{\"address\": \"a@b.example\"} x",
                "{\"address\": \"a@b.example\"}{}",
                "{\"address\": \"a\", \"address\": \"b\"}"
            })
    void aJsonLineThatIsNoObjectOfTextsIsRefused(String line) {
        assertThatThrownBy(() -> new JsonLines().read(line)).isInstanceOf(LineFormat.MalformedLine.class);
    }

    @Test
    void aJsonNullIsLikeAnAbsentField() throws LineFormat.MalformedLine {
        assertThat(new JsonLines().read("{\"address\": \"a@b.example\", \"expiresAt\": null}"))
                .containsExactly(Map.entry("address", "a@b.example"));
    }
}
