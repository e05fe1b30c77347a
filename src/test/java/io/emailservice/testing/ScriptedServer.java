package io.emailservice.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An HTTP/1.1 server on a free port that does to each request what a script says, down to the socket. Refuses TLS. */
public final class ScriptedServer implements AutoCloseable {
    /** What happens to a request that was read whole. */
    public interface Script {
        void answer(Request request, Connection connection) throws IOException, InterruptedException;
    }

    /** A request; header names are in lower case. */
    public record Request(String method, String uri, Map<String, String> headers, String body, int connection) {}

    /** The server's end of one connection. */
    public static final class Connection {
        private final Socket socket;

        private Connection(Socket socket) {
            this.socket = socket;
        }

        public void respond(int status, String contentType, String body, String... headers) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\nContent-Type: " + contentType
                    + "\r\nContent-Length: " + bytes.length + "\r\n");
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            raw(head.append("\r\n").append(body).toString());
        }

        public void raw(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** Ends the connection with a TCP reset. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Answers nothing until the latch opens or the client gives up. */
        public void hold(CountDownLatch until) throws InterruptedException {
            until.await();
        }
    }

    private static final int TLS_HANDSHAKE = 0x16;
    /** An alert record of TLS 1.2: fatal, handshake failure. */
    private static final byte[] TLS_REFUSED = {0x15, 3, 3, 0, 2, 2, 40};

    private final ServerSocket socket;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile Script script;

    public ScriptedServer(Script script) {
        this.script = script;
        try {
            socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        start("scripted-server", this::accept);
    }

    public void script(Script next) {
        script = next;
    }

    public String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    public int port() {
        return socket.getLocalPort();
    }

    public List<Request> requests() {
        return requests;
    }

    public int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket connection : open) {
                connection.close();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void accept() throws IOException {
        while (!socket.isClosed()) {
            Socket connection = socket.accept();
            open.add(connection);
            int number = connections.incrementAndGet();
            start("scripted-connection-" + number, () -> serve(connection, number));
        }
    }

    private void serve(Socket connection, int number) throws IOException, InterruptedException {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            if (wantsTls(in)) {
                connection.getOutputStream().write(TLS_REFUSED);
                return;
            }
            for (Request request = read(in, number); request != null; request = read(in, number)) {
                requests.add(request);
                script.answer(request, new Connection(connection));
            }
        }
    }

    private static boolean wantsTls(InputStream in) throws IOException {
        in.mark(1);
        int first = in.read();
        in.reset();
        return first == TLS_HANDSHAKE;
    }

    /** Null at the end, also in the middle of a request. */
    private static @Nullable Request read(InputStream in, int connection) throws IOException {
        String[] start = line(in).split(" ", 3);
        if (start.length < 3) {
            return null;
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        return body.length < length
                ? null
                : new Request(start[0], start[1], headers, new String(body, StandardCharsets.UTF_8), connection);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (SocketException closed) {
                        // the client or the test has closed the connection: nothing is left to do
                    } catch (IOException broken) {
                        throw new UncheckedIOException(broken);
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
