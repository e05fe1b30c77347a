package io.emailservice.testing;

import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;

/**
 * One tab of a headless Chromium that is worked as a person would: with a pointer and keys, over the DevTools protocol.
 * Belongs to the thread of the test.
 */
public final class BrowserTab implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger loads = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> open = new ConcurrentHashMap<>();
    private final List<String> requested = new CopyOnWriteArrayList<>();
    private final Chromium.Running browser;
    private final WebSocket socket;
    /** Empty for the browser itself. */
    private String session = "";

    private BrowserTab(Chromium.Running browser) {
        this.browser = browser;
        this.socket = connect();
    }

    /** A tab of a browser of its own; without an installed one as {@link Chromium#required}. */
    public static BrowserTab open() {
        Chromium.Running browser = Chromium.required().start();
        try {
            BrowserTab tab = new BrowserTab(browser);
            tab.attach();
            return tab;
        } catch (RuntimeException failure) {
            browser.close();
            throw failure;
        }
    }

    private void attach() {
        JsonObject blank = new JsonObject().put("url", "about:blank");
        String target = run("Target.createTarget", blank).getString("targetId");
        JsonObject flat = new JsonObject().put("targetId", target).put("flatten", true);
        session = run("Target.attachToTarget", flat).getString("sessionId");
        run("Page.enable", new JsonObject());
        run("Network.enable", new JsonObject());
        run("DOM.enable", new JsonObject());
    }

    /** From now on pages can't run scripts. */
    public void withoutScripts() {
        run("Emulation.setScriptExecutionDisabled", new JsonObject().put("value", true));
    }

    /** From now on it is the screen of a telephone. */
    public void asWideAs(int pixels) {
        run(
                "Emulation.setDeviceMetricsOverride",
                new JsonObject()
                        .put("width", pixels)
                        .put("height", 640)
                        .put("deviceScaleFactor", 2)
                        .put("mobile", true));
    }

    public void visit(String url) {
        untilLoaded(() -> run("Page.navigate", new JsonObject().put("url", url)));
    }

    /** Presses what the selector finds first, and waits for the page that follows. */
    public void press(String selector) {
        JsonArray corners = run("DOM.getBoxModel", new JsonObject().put("nodeId", node(selector)))
                .getJsonObject("model")
                .getJsonArray("content");
        JsonObject middle = new JsonObject()
                .put("x", (corners.getDouble(0) + corners.getDouble(4)) / 2)
                .put("y", (corners.getDouble(1) + corners.getDouble(5)) / 2)
                .put("button", "left")
                .put("clickCount", 1);
        untilLoaded(() -> {
            run("Input.dispatchMouseEvent", middle.copy().put("type", "mousePressed"));
            return run("Input.dispatchMouseEvent", middle.copy().put("type", "mouseReleased"));
        });
    }

    /** Goes to the first thing that takes keys and presses Enter. */
    public void tabAndEnter() {
        key("Tab", "", 9);
        untilLoaded(() -> key("Enter", "\r", 13));
    }

    public Document document() {
        JsonObject root = run("DOM.getDocument", new JsonObject()).getJsonObject("root");
        return Jsoup.parse(run("DOM.getOuterHTML", new JsonObject().put("nodeId", root.getInteger("nodeId")))
                .getString("outerHTML"));
    }

    /** How wide the page is, beyond what is seen of it. */
    public int width() {
        return run("Page.getLayoutMetrics", new JsonObject())
                .getJsonObject("cssContentSize")
                .getNumber("width")
                .intValue();
    }

    /** All that was asked for since the start. */
    public List<String> requested() {
        return List.copyOf(requested);
    }

    @Override
    public void close() {
        browser.close();
    }

    private int node(String selector) {
        JsonObject root = run("DOM.getDocument", new JsonObject()).getJsonObject("root");
        int found = run(
                        "DOM.querySelector",
                        new JsonObject()
                                .put("nodeId", root.getInteger("nodeId"))
                                .put("selector", selector))
                .getInteger("nodeId");
        if (found == 0) {
            throw new AssertionError("nothing on the page is " + selector);
        }
        return found;
    }

    @CanIgnoreReturnValue
    private JsonObject key(String name, String text, int code) {
        JsonObject event = new JsonObject()
                .put("key", name)
                .put("code", name)
                .put("windowsVirtualKeyCode", code)
                .put("text", text);
        run("Input.dispatchKeyEvent", event.copy().put("type", text.isEmpty() ? "rawKeyDown" : "keyDown"));
        return run("Input.dispatchKeyEvent", event.copy().put("type", "keyUp"));
    }

    private void untilLoaded(Supplier<JsonObject> action) {
        int before = loads.get();
        JsonObject done = action.get();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> done != null && loads.get() > before);
    }

    @CanIgnoreReturnValue
    private JsonObject run(String method, JsonObject parameters) {
        int number = numbers.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        open.put(number, answer);
        JsonObject command =
                new JsonObject().put("id", number).put("method", method).put("params", parameters);
        JsonObject addressed = session.isEmpty() ? command : command.put("sessionId", session);
        JsonObject told = wait(socket.sendText(addressed.encode(), true).thenCompose(sent -> answer));
        if (told.containsKey("error")) {
            throw new AssertionError(method + ": " + told.getJsonObject("error"));
        }
        return told.getJsonObject("result");
    }

    private WebSocket connect() {
        URI address = URI.create("ws://127.0.0.1:" + browser.port() + browser.path());
        return wait(HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, new Ear()));
    }

    /** Puts the parts of each message together. */
    private final class Ear implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
                hear(new JsonObject(parts.toString()));
                parts.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void hear(JsonObject told) {
        Integer number = told.getInteger("id");
        if (number != null) {
            CompletableFuture<JsonObject> answer = open.remove(number);
            if (answer != null) {
                answer.complete(told);
            }
            return;
        }
        switch (told.getString("method", "")) {
            case "Page.loadEventFired" -> loads.incrementAndGet();
            case "Network.requestWillBeSent" ->
                requested.add(
                        told.getJsonObject("params").getJsonObject("request").getString("url"));
            default -> {
                // Of no interest here.
            }
        }
    }

    private static <T> T wait(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
