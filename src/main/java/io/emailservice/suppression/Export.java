package io.emailservice.suppression;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionSearch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.List;

/**
 * Writes all that a search finds, page by page; the next page is read when the last one is written, so it holds one page
 * however long the list is. Pages are read one after another without a lock: what is added or removed meanwhile may be
 * there or not. Belongs to the event loop of the stream.
 */
public final class Export {
    private final SuppressionBook book;
    private final LineFormat format;

    public Export(SuppressionBook book, LineFormat format) {
        this.book = book;
        this.format = format;
    }

    /** Ends the stream after the last entry; leaves it open if something fails. */
    public Future<Void> run(SuppressionSearch search, WriteStream<Buffer> stream) {
        return book.page(search).compose(first -> {
            String heading = format.heading();
            Future<Void> headed = heading.isEmpty() ? Future.succeededFuture() : stream.write(Buffer.buffer(heading));
            return headed.compose(done -> write(search, first, stream));
        });
    }

    private Future<Void> write(SuppressionSearch search, List<Suppression> page, WriteStream<Buffer> stream) {
        if (page.isEmpty()) {
            return stream.end();
        }
        StringBuilder text = new StringBuilder(page.size() * 160);
        page.forEach(suppression -> text.append(format.write(suppression)));
        Future<Void> written = stream.write(Buffer.buffer(text.toString()));
        if (page.size() < search.limit()) {
            return written.compose(done -> stream.end());
        }
        SuppressionSearch next = search.after(SuppressionSearch.Place.of(page.get(page.size() - 1)));
        return written.compose(done -> book.page(next)).compose(more -> write(next, more, stream));
    }
}
