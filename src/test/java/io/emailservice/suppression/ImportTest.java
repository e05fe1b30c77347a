package io.emailservice.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImportTest {
    private final HeldBook book = new HeldBook();

    @Test
    void countsWhatIsNewKnownAndRefused() {
        Future<ImportReport> report = run("address\na@b.example\nA@B.example\n\nnobody\nc@d.example");

        assertThat(report.result())
                .isEqualTo(new ImportReport(
                        2,
                        1,
                        1,
                        List.of(new ImportReport.Refusal(5, List.of(new Problem("/address", "must be an address"))))));
        assertThat(book.rows).containsOnlyKeys("a@b.example", "c@d.example");
    }

    @Test
    void addsInBatches() {
        StringBuilder text = new StringBuilder("address\n");
        IntStream.range(0, 4_500).forEach(i -> text.append(i).append("@b.example\n"));

        assertThat(run(text.toString()).result().accepted()).isEqualTo(4_500);
        assertThat(book.batches).containsExactly(2_000, 2_000, 500);
    }

    @Test
    void takesNothingMoreWhileABatchIsBeingStored() {
        book.hold = true;
        DemandedStream stream = new DemandedStream(IntStream.range(0, 500)
                .mapToObj(chunk -> chunk(chunk * 100, 100))
                .iterator());

        Future<ImportReport> report = run(stream, Integer.MAX_VALUE);

        assertThat(stream.taken).isEqualTo(20);
        for (int batch = 1; batch < 25; batch++) {
            book.release();
            assertThat(stream.taken).isEqualTo(20 + 20 * batch);
        }
        assertThat(report.isComplete()).isFalse();
        book.release();
        assertThat(report.result().accepted()).isEqualTo(50_000);
        assertThat(book.batches).hasSize(25).containsOnly(Import.BATCH);
    }

    @Test
    void keepsOnlyTheFirstRefusals() {
        ImportReport report =
                run("x\n".repeat(5_000).replaceFirst("x", "address")).result();

        assertThat(report.refused()).isEqualTo(4_999);
        assertThat(report.refusals())
                .hasSize(100)
                .extracting(ImportReport.Refusal::line)
                .startsWith(2L, 3L);
    }

    @Test
    void refusesALineThatIsTooLongOrNoText() {
        Buffer text = Buffer.buffer("address\n" + "x".repeat(20_000) + "\n")
                .appendByte((byte) 0xFF)
                .appendString("@b.example\na@b.example\n");

        ImportReport report = run(new DemandedStream(List.of(text).iterator()), Integer.MAX_VALUE)
                .result();

        assertThat(report.accepted()).isEqualTo(1);
        assertThat(report.refusals()).extracting(ImportReport.Refusal::line).containsExactly(2L, 3L);
    }

    @Test
    void endsAtOnceIfNoLineCanBeUnderstood() {
        DemandedStream stream = new DemandedStream(
                List.of(Buffer.buffer("name,city\nx,y\n"), chunk(0, 5)).iterator());

        Future<ImportReport> report = run(stream, Integer.MAX_VALUE);

        assertThat(report.cause()).isInstanceOf(ImportFailed.class);
        assertThat(((ImportFailed) report.cause()).why()).isEqualTo(ImportFailed.Why.UNREADABLE);
        assertThat(book.batches).isEmpty();
    }

    @Test
    void endsBeyondTheBound() {
        DemandedStream stream = new DemandedStream(IntStream.range(0, 1_000)
                .mapToObj(chunk -> chunk(chunk * 100, 100))
                .iterator());

        Future<ImportReport> report = run(stream, 50_000);

        assertThat(((ImportFailed) report.cause()).why()).isEqualTo(ImportFailed.Why.TOO_LONG);
        assertThat(stream.taken).isLessThan(50);
    }

    @Test
    void saysHowFarItCame() {
        book.hold = true;
        DemandedStream stream = new DemandedStream(IntStream.range(0, 300)
                .mapToObj(chunk -> chunk(chunk * 100, 100))
                .iterator());
        Future<ImportReport> report = run(stream, Integer.MAX_VALUE);

        book.release();
        book.fail(new IllegalStateException("away"));

        ImportFailed failed = (ImportFailed) report.cause();
        assertThat(failed.why()).isEqualTo(ImportFailed.Why.BROKEN_OFF);
        assertThat(failed.report().accepted()).isEqualTo(Import.BATCH);
    }

    @Test
    void endsWhenTheCallerGoesAway() {
        book.hold = true;
        DemandedStream stream = new DemandedStream(IntStream.range(0, 300)
                .mapToObj(chunk -> chunk(chunk * 100, 100))
                .iterator());
        Future<ImportReport> report = run(stream, Integer.MAX_VALUE);

        stream.breakOff(new IllegalStateException("closed"));

        assertThat(((ImportFailed) report.cause()).why()).isEqualTo(ImportFailed.Why.BROKEN_OFF);
    }

    private Future<ImportReport> run(String text) {
        return run(new DemandedStream(List.of(Buffer.buffer(text)).iterator()), Integer.MAX_VALUE);
    }

    private Future<ImportReport> run(DemandedStream stream, long maxBytes) {
        return new Import(book, Entries.READER, "default", new CsvLines(), Map.of(), maxBytes).run(stream);
    }

    private static Buffer chunk(int from, int count) {
        StringBuilder text = new StringBuilder();
        IntStream.range(from, from + count).forEach(i -> text.append(i).append("@b.example\n"));
        return Buffer.buffer(text.toString());
    }
}
