package io.emailservice.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Problem;
import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionReason;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryReaderTest {
    @Test
    void anAddressAloneIsSuppressedForEveryStreamForEver() {
        Entry entry = Entries.READER.read(Map.of("address", "Ann@Example.com"), Map.of());

        assertThat(entry)
                .isEqualTo(Entry.of(new Suppression(
                        "ann@example.com", "*", SuppressionReason.MANUAL, "unknown", Entries.NOW, null)));
    }

    @Test
    void itsOwnFieldsWinOverDefaults() {
        Map<String, String> fields = Map.of(
                "address", "a@b.example", "stream", "bulk", "source", "", "expiresAt", "2026-04-01T02:00:00+02:00");
        Map<String, String> defaults = Map.of(
                "stream", "transactional", "reason", "complaint", "source", "crm", "createdAt", "2020-01-01T00:00:00Z");

        assertThat(Entries.READER.read(fields, defaults).suppression())
                .isEqualTo(new Suppression(
                        "a@b.example",
                        "bulk",
                        SuppressionReason.COMPLAINT,
                        "crm",
                        Instant.parse("2020-01-01T00:00:00Z"),
                        Instant.parse("2026-04-01T00:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource({
        "address, nobody, /address",
        "address, '', /address",
        "stream, newsletters, /stream",
        "reason, because, /reason",
        "expiresAt, tomorrow, /expiresAt",
        "expiresAt, 2026-03-01T12:00:00Z, /expiresAt",
        "expiresAt, +12345-01-01T00:00:00Z, /expiresAt",
        "createdAt, 2026-03-01T12:00:01Z, /createdAt",
        "source, 'two\nlines', /source",
        "a/b~c, x, /a~1b~0c"
    })
    void namesTheFieldThatBreaksARule(String field, String value, String pointer) {
        Map<String, String> fields =
                field.equals("address") ? Map.of(field, value) : Map.of("address", "a@b.example", field, value);

        Entry entry = Entries.READER.read(fields, Map.of());

        assertThat(entry.suppression()).isNull();
        assertThat(entry.problems()).extracting(Problem::pointer).containsExactly(pointer);
        assertThat(entry.problems())
                .noneMatch(problem -> value.length() > 1 && problem.rule().contains(value));
    }

    @Test
    void tellsEveryProblemAtOnce() {
        Entry entry = Entries.READER.read(Map.of("address", "x", "stream", "y", "reason", "z", "too", "1"), Map.of());

        assertThat(entry.problems())
                .extracting(Problem::pointer)
                .containsExactlyInAnyOrder("/address", "/stream", "/reason", "/too");
    }
}
