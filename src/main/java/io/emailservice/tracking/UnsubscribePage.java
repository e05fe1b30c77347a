package io.emailservice.tracking;

import org.jspecify.annotations.Nullable;

/** The pages behind an unsubscribe link: self-contained, readable in light and dark, usable without a script. */
final class UnsubscribePage {
    private static final String STYLE = """
            :root { color-scheme: light dark; }
            body { font: 1.05rem/1.5 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid;
                   place-items: center; background: Canvas; color: CanvasText; }
            main { max-width: 28rem; padding: 2rem; }
            h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
            button { font: inherit; padding: .7rem 1.4rem; border: 0; border-radius: .5rem; cursor: pointer;
                     background: #1f5fbf; color: #fff; }
            button:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
            """;

    private final String from;

    UnsubscribePage(@Nullable String sender) {
        this.from = sender == null ? "" : " from " + escaped(sender);
    }

    String question() {
        return page(
                "Unsubscribe",
                "<p>You will get no more mail of this kind" + from + ".</p>"
                        + "<form method=\"post\"><button type=\"submit\">Unsubscribe</button></form>");
    }

    String done() {
        return page("You are unsubscribed", "<p>You will get no more mail of this kind" + from + ".</p>");
    }

    String tryAgain() {
        return page(
                "That did not work yet",
                "<p>Your wish could not be stored. Please try again in a moment.</p>"
                        + "<form method=\"post\"><button type=\"submit\">Try again</button></form>");
    }

    String broken() {
        return page(
                "This link is not valid",
                "<p>It may have been cut off. Please open it from the message again, without changing it.</p>");
    }

    private static String page(String title, String body) {
        return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" + title
                + "</title><style>" + STYLE + "</style></head><body><main><h1>" + title + "</h1>" + body
                + "</main></body></html>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
