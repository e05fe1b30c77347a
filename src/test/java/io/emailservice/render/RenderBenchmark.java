package io.emailservice.render;

import io.emailservice.config.Secret;
import io.emailservice.message.Content;
import io.emailservice.message.RenderedMessage;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Sources;
import io.emailservice.message.Stream;
import io.emailservice.message.Tracking;
import io.emailservice.testing.RenderableRequests;
import io.emailservice.tracking.Tracker;
import io.emailservice.tracking.TrackingConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToIntFunction;

/**
 * Measures one warm thread: microseconds a message for rendering (subject, about 3 KB of HTML with 12 links, text) and
 * for finishing it. Prints one line of JSON. Every message brings its sources as new texts, as jobs do.
 */
public final class RenderBenchmark {
    private static final int WARM_UP = 60_000;
    private static final int ROUNDS = 9;
    private static final int MESSAGES = 20_000;
    private static final UUID ID = UUID.fromString("0190b0a0-0000-7000-8000-000000000001");

    private final String html;
    private final Renderer renderer;
    private final Tracker tracker;
    private final Map<String, Object> data = Map.of(
            "firstName", "Ann",
            "lastName", "O'Neill & Sons",
            "email", "ann@example.org",
            "orderId", 4711,
            "vip", true,
            "campaign", "spring",
            "items",
                    List.of(
                            Map.of("sku", "A-1", "name", "Chair", "quantity", 1, "price", "49.90"),
                            Map.of("sku", "B-2", "name", "Table", "quantity", 2, "price", "149.00"),
                            Map.of("sku", "C-3", "name", "Lamp", "quantity", 3, "price", "19.95")));

    private RenderBenchmark(String html) {
        this.html = html;
        this.tracker = new Tracker(TrackingConfig.defaults(
                "https://mail.example.com", Map.of(1, new Secret("0123456789abcdef0123456789abcdef"))));
        this.renderer = new Renderer(RenderConfig.DEFAULTS, Clock.systemUTC(), tracker::unsubscribeUrl);
    }

    public static void main(String[] args) throws IOException {
        try (InputStream file = RenderBenchmark.class.getResourceAsStream("/render/order.html")) {
            RenderBenchmark benchmark = new RenderBenchmark(new String(file.readAllBytes(), StandardCharsets.UTF_8));
            RenderedMessage rendered = benchmark.render(benchmark.task("t"));
            RenderedMessage finished = benchmark.finish(rendered);
            System.out.printf(
                    "{\"renderMicros\":%.1f,\"renderTextFromHtmlMicros\":%.1f,\"finishMicros\":%.1f,"
                            + "\"htmlCharacters\":%d,\"finishedCharacters\":%d,\"links\":%d}%n",
                    measure(i -> length(benchmark.render(benchmark.task("{{firstName}}, thank you for {{orderId}}.")))),
                    measure(i -> length(benchmark.render(benchmark.task("")))),
                    measure(i -> length(benchmark.finish(rendered))),
                    length(rendered),
                    length(finished),
                    String.valueOf(finished.html()).split("/t/c/", -1).length - 1);
        }
    }

    private RenderTask task(String text) {
        String source = new String(html.toCharArray());
        Content content = new Content("Order {{orderId}} for {{firstName}}", source, text.isEmpty() ? null : text);
        SendRequest request =
                RenderableRequests.of(Stream.BULK, null, content, data, Map.of(), new Tracking(true, true));
        return new RenderTask(ID, request, Sources.inline(content));
    }

    private RenderedMessage render(RenderTask task) {
        RenderResult result = renderer.render(task);
        if (result instanceof RenderResult.Rendered rendered) {
            return rendered.message();
        }
        throw new IllegalStateException(result.toString());
    }

    private RenderedMessage finish(RenderedMessage rendered) {
        Content content = new Content("s", html, null);
        return tracker.finish(
                ID, RenderableRequests.of(Stream.BULK, null, content, data, Map.of(), Tracking.ALL), rendered);
    }

    private static int length(RenderedMessage message) {
        return String.valueOf(message.html()).length();
    }

    /** Median of the rounds, in microseconds a message. */
    private static double measure(ToIntFunction<Integer> work) {
        long characters = run(work, WARM_UP);
        double[] micros = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            characters += run(work, MESSAGES);
            micros[round] = (System.nanoTime() - start) / 1_000.0 / MESSAGES;
        }
        Arrays.sort(micros);
        return characters == 0 ? -1 : micros[ROUNDS / 2];
    }

    private static long run(ToIntFunction<Integer> work, int times) {
        long characters = 0;
        for (int i = 0; i < times; i++) {
            characters += work.applyAsInt(i);
        }
        return characters;
    }
}
