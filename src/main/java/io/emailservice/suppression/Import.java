package io.emailservice.suppression;

import io.emailservice.message.Problem;
import io.emailservice.message.Suppression;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries from a stream and adds them in batches. Takes the next chunk only when the batches of the last one are
 * stored, so it holds one chunk, one batch and one line, however long the stream is. What was stored before a failure
 * stays; the same file may be given again. Belongs to the event loop of the stream.
 */
public final class Import {
    /** Most entries of a statement. */
    public static final int BATCH = 2_000;

    private static final int MOST_REFUSALS = 100;

    private final SuppressionBook book;
    private final EntryReader reader;
    private final String tenant;
    private final LineFormat format;
    private final Map<String, String> defaults;
    private final long maxBytes;
    private final Lines lines = new Lines(this::take);
    private final Promise<ImportReport> ended = Promise.promise();

    private final List<Suppression> waiting = new ArrayList<>();
    private final List<ImportReport.Refusal> refusals = new ArrayList<>();
    private Future<Void> storing = Future.succeededFuture();
    private @Nullable ImportFailed hopeless;
    private long bytes;
    private long line;
    private long accepted;
    private long duplicate;
    private long refused;

    /**
     * One import.
     *
     * @param defaults fields of entries that lack them
     * @param maxBytes of the whole stream
     */
    public Import(
            SuppressionBook book,
            EntryReader reader,
            String tenant,
            LineFormat format,
            Map<String, String> defaults,
            long maxBytes) {
        this.book = book;
        this.reader = reader;
        this.tenant = tenant;
        this.format = format;
        this.defaults = Map.copyOf(defaults);
        this.maxBytes = maxBytes;
    }

    /** Reads the stream to its end, or until something fails; it fails only with {@link ImportFailed}. */
    public Future<ImportReport> run(ReadStream<Buffer> stream) {
        stream.pause();
        stream.exceptionHandler(this::fail);
        stream.endHandler(end -> storing.compose(done -> {
                    lines.finish();
                    return store(1);
                })
                .onComplete(done -> ended.tryComplete(report()), this::fail));
        stream.handler(chunk -> {
            storing = storing.compose(done -> add(chunk));
            storing.onComplete(done -> stream.fetch(1), this::fail);
        });
        stream.fetch(1);
        // Who still sends hears the answer only if the rest is read; what is too long ends with the connection.
        return ended.future().onFailure(failure -> {
            if (failure instanceof ImportFailed failed && failed.why() != ImportFailed.Why.TOO_LONG) {
                stream.handler(rest -> {}).resume();
            }
        });
    }

    private Future<Void> add(Buffer chunk) {
        bytes += chunk.length();
        if (bytes > maxBytes) {
            return Future.failedFuture(new ImportFailed(
                    ImportFailed.Why.TOO_LONG, "the body is longer than " + maxBytes + " bytes", report(), null));
        }
        lines.add(chunk);
        return hopeless == null ? store(BATCH) : Future.failedFuture(hopeless);
    }

    private void take(byte @Nullable [] given) {
        line++;
        if (given == null) {
            refuse(List.of(new Problem("", "must have at most " + Lines.LONGEST + " bytes")));
            return;
        }
        try {
            Map<String, String> fields = format.read(text(given));
            if (fields != null) {
                take(reader.read(fields, defaults));
            }
        } catch (LineFormat.MalformedLine malformed) {
            if (malformed.everyLine()) {
                hopeless = new ImportFailed(ImportFailed.Why.UNREADABLE, malformed.rule(), report(), malformed);
            }
            refuse(List.of(new Problem("", malformed.rule())));
        }
    }

    private void take(Entry entry) {
        Suppression suppression = entry.suppression();
        if (suppression == null) {
            refuse(entry.problems());
        } else {
            waiting.add(suppression);
        }
    }

    private void refuse(List<Problem> problems) {
        refused++;
        if (refusals.size() < MOST_REFUSALS) {
            refusals.add(new ImportReport.Refusal(line, problems));
        }
    }

    /** Stores whole batches while there are at least so many entries. */
    private Future<Void> store(int least) {
        if (waiting.size() < least) {
            return Future.succeededFuture();
        }
        List<Suppression> first = waiting.subList(0, Math.min(BATCH, waiting.size()));
        List<Suppression> batch = List.copyOf(first);
        first.clear();
        return book.add(tenant, batch).compose(fresh -> {
            accepted += fresh;
            duplicate += batch.size() - fresh;
            return store(least);
        });
    }

    private void fail(Throwable cause) {
        ended.tryFail(
                cause instanceof ImportFailed known
                        ? known
                        : new ImportFailed(
                                ImportFailed.Why.BROKEN_OFF,
                                "what stands on the first lines is stored",
                                report(),
                                cause));
    }

    private ImportReport report() {
        return new ImportReport(accepted, duplicate, refused, refusals);
    }

    private static String text(byte[] bytes) throws LineFormat.MalformedLine {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new LineFormat.MalformedLine("must be UTF-8", false);
        }
    }
}
