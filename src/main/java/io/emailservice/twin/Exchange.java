package io.emailservice.twin;

import io.emailservice.twin.fault.Effect;
import io.emailservice.twin.ledger.Ledger;
import io.emailservice.twin.wire.Answer;
import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One request whose answer goes out as a fault wants it. */
final class Exchange implements Effect.Stage {
    /** How many pieces a slow body has at most. */
    private static final int MOST_PIECES = 20;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final Ledger ledger;
    private final Effect.Wording wording;
    private final @Nullable Answer own;

    Exchange(Vertx vertx, HttpServerRequest request, Ledger ledger, Effect.Wording wording, @Nullable Answer own) {
        this.vertx = vertx;
        this.request = request;
        this.ledger = ledger;
        this.wording = wording;
        this.own = own;
    }

    /** Sends an answer at once; a client that has gone doesn't get it, and its message stays unanswered. */
    static void send(HttpServerRequest request, Answer answer, Ledger ledger) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        setHead(response, answer);
        response.end(answer.body());
        noteAnswered(answer, ledger);
    }

    @Override
    public Answer own() {
        if (own == null) {
            throw new IllegalStateException("the request wasn't worked");
        }
        return own;
    }

    @Override
    public Effect.Wording wording() {
        return wording;
    }

    @Override
    public void send(Answer answer) {
        send(request, answer, ledger);
    }

    @Override
    public void sendSlowly(Answer answer, Duration over) {
        HttpServerResponse response = request.response();
        Buffer body = answer.body();
        int piece = Math.max(1, (body.length() + MOST_PIECES - 1) / MOST_PIECES);
        int pieces = Math.max(1, (body.length() + piece - 1) / piece);
        setHead(response, answer);
        response.headers().set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        sendPieces(answer, 0, piece, Math.max(1, over.toMillis() / pieces));
    }

    @Override
    public void reset() {
        HttpConnection connection = request.connection();
        if (connection instanceof ConnectionBase base) {
            base.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        connection.close();
    }

    /** The connection stays as it is until the client gives up. */
    @Override
    public void hang() {
        request.response().exceptionHandler(gone -> {});
    }

    private void sendPieces(Answer answer, int from, int piece, long pauseMillis) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        int to = Math.min(from + piece, answer.body().length());
        response.write(answer.body().slice(from, to));
        if (to == answer.body().length()) {
            response.end();
            noteAnswered(answer, ledger);
        } else {
            vertx.setTimer(pauseMillis, timer -> sendPieces(answer, to, piece, pauseMillis));
        }
    }

    private static void setHead(HttpServerResponse response, Answer answer) {
        response.setStatusCode(answer.status());
        response.headers().set(HttpHeaders.CONTENT_TYPE, answer.contentType());
        if (!answer.headers().isEmpty()) {
            answer.headers().forEach(response::putHeader);
        }
    }

    private static void noteAnswered(Answer answer, Ledger ledger) {
        if (answer.accepted()) {
            ledger.answered(answer.acceptance());
        }
    }
}
