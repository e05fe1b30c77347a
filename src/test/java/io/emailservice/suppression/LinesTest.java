package io.emailservice.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {
    private final List<String> seen = new ArrayList<>();
    private final Lines lines =
            new Lines(bytes -> seen.add(bytes == null ? "too long" : new String(bytes, StandardCharsets.UTF_8)));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void cutsTheSameLinesWhateverTheChunks(int size) {
        byte[] text = "one\r\nzwölf\n\nlast".getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < text.length; at += size) {
            lines.add(Buffer.buffer(text).slice(at, Math.min(text.length, at + size)));
        }
        lines.finish();

        assertThat(seen).containsExactly("one", "zwölf", "", "last");
    }

    @Test
    void goesOnBehindALineThatIsTooLong() {
        String longest = "x".repeat(Lines.LONGEST);
        lines.add(Buffer.buffer(longest + "\n" + longest));
        lines.add(Buffer.buffer("y\nnext\n"));
        lines.add(Buffer.buffer("z".repeat(3 * Lines.LONGEST)));
        lines.finish();

        assertThat(seen).containsExactly(longest, "too long", "next", "too long");
    }

    @Test
    void hasNoLineBehindTheLastEnd() {
        lines.add(Buffer.buffer("one\n"));
        lines.finish();

        assertThat(seen).containsExactly("one");
    }
}
