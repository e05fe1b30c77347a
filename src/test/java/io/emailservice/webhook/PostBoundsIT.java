package io.emailservice.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.testing.TestClock;
import io.vertx.core.Promise;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Senders that send too much, too slowly, or too many at once. */
class PostBoundsIT {
    private static final String CONFIG = """
            bodyTimeout: 2s
            answerTimeout: 300ms
            maxInHand: 3
            mailgun: {signingKeys: {current: 0123456789abcdef-key}}
            ses: {rawSecret: a-secret-of-20-bytes}
            """;

    private final TestClock clock = TestClock.create();
    private final PostScene scene = new PostScene(CONFIG, clock);

    @AfterEach
    void stop() {
        scene.close();
    }

    private String genuine(String token) {
        return SignedPosts.json(SignedPosts.KEY, clock.instant(), token);
    }

    @Test
    void refusesAnAnnouncedBodyOfTenMegabytesWithoutReadingIt() throws IOException {
        assertThat(announced("/webhooks/mailgun")).contains(" 413 ");
        assertThat(announced("/webhooks/ses")).contains(" 413 ");
        assertThat(scene.notes.measured).containsExactly("mailgun refused too_large", "ses refused too_large");
        assertThat(scene.routes.inHand()).isZero();
        assertThat(scene.post("/webhooks/mailgun", genuine("t1"))).isEqualTo(200);
    }

    @Test
    void refusesABodyThatGrowsBeyondTheBound() throws IOException {
        try (Socket socket = connect()) {
            write(socket, "POST /webhooks/mailgun HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "10000\r\n" + "x".repeat(65_536) + "\r\n";
            for (int i = 0; i < 20; i++) {
                write(socket, chunk);
            }
            assertThat(statusLine(socket)).contains(" 413 ");
        }
        Awaitility.await().until(() -> scene.routes.inHand() == 0);
    }

    @Test
    void cutsOffABodyThatDoesNotArrive() throws IOException {
        assertThat(slow("/webhooks/mailgun")).contains(" 408 ");
        assertThat(slow("/webhooks/ses")).contains(" 503 ");
        assertThat(scene.notes.measured).containsExactly("mailgun refused slow", "ses refused slow");
        assertThat(scene.routes.inHand()).isZero();
    }

    @Test
    void forgetsASenderThatLeaves() throws IOException {
        try (Socket socket = connect()) {
            write(socket, "POST /webhooks/mailgun HTTP/1.1\r\nHost: h\r\nContent-Length: 500\r\n\r\n{");
            Awaitility.await().until(() -> scene.routes.inHand() == 1);
        }
        Awaitility.await().until(() -> scene.routes.inHand() == 0);
        assertThat(scene.notes.measured).containsExactly("mailgun refused cut_off");
    }

    @Test
    void takesABodyThatWaitsToBeInvited() throws IOException {
        String body = genuine("t1");
        try (Socket socket = connect()) {
            write(
                    socket,
                    "POST /webhooks/mailgun HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: "
                            + body.length() + "\r\n\r\n");
            assertThat(statusLine(socket)).contains(" 100 ");
            assertThat(statusLine(socket)).isEmpty();
            write(socket, body);
            assertThat(statusLine(socket)).contains(" 200 ");
        }
    }

    @Test
    void asksSendersToComeAgainWhenTooManyPostsAreInHand() {
        Promise<Void> commit = Promise.promise();
        scene.inbox.commits(commit::future);
        List<CompletableFuture<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String body = genuine("t" + i);
            waiting.add(CompletableFuture.supplyAsync(() -> scene.post("/webhooks/mailgun", body)));
        }
        Awaitility.await().until(() -> scene.routes.inHand() == 3);

        assertThat(scene.post("/webhooks/mailgun", genuine("t4"))).isEqualTo(503);
        assertThat(scene.notes.measured).containsExactly("mailgun refused busy");

        commit.complete();
        assertThat(waiting).allSatisfy(status -> assertThat(status.join()).isEqualTo(200));
        assertThat(scene.routes.inHand()).isZero();
    }

    @Test
    void holdsAPostUntilItsCommitIsDecidedButNotItsSender() {
        Promise<Void> commit = Promise.promise();
        scene.inbox.commits(commit::future);

        assertThat(scene.post("/webhooks/mailgun", genuine("t1"))).isEqualTo(503);
        assertThat(scene.routes.inHand()).isEqualTo(1);

        commit.complete();
        assertThat(scene.routes.inHand()).isZero();
        assertThat(scene.notes.measured).containsExactly("mailgun refused not_stored", "mailgun HTTP NEW");
    }

    @Test
    void keepsABodyWithNullBytesAsItIs() {
        byte[] body = {'{', 0, 1, (byte) 0xff, '}'};

        assertThat(scene.send("/webhooks/ses?token=a-secret-of-20-bytes", body, "x-amz-sns-rawdelivery", "true")
                        .statusCode())
                .isEqualTo(200);

        assertThat(scene.inbox.kept().get(0).body().getBytes()).isEqualTo(body);
    }

    private String announced(String path) throws IOException {
        try (Socket socket = connect()) {
            write(socket, "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + (10 << 20) + "\r\n\r\n");
            return statusLine(socket);
        }
    }

    private String slow(String path) throws IOException {
        try (Socket socket = connect()) {
            write(socket, "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 500\r\n\r\n{");
            String line = statusLine(socket);
            assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
            return line;
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), scene.port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static String statusLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
