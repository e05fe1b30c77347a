package io.emailservice.tracking;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The few pages a recipient can see: complete in themselves, readable by everyone, without script. Immutable. */
final class Page {
    private static final String STYLE = """
            :root{color-scheme:light dark}
            *{box-sizing:border-box}
            body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;padding:24px;\
            background:#f4f5f7;color:#1b1f24;font:17px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
            main{width:100%;max-width:30rem;background:#fff;border-radius:14px;padding:40px 36px;\
            box-shadow:0 1px 2px rgba(0,0,0,.06),0 12px 32px rgba(0,0,0,.08)}
            h1{margin:0 0 12px;font-size:1.55rem;line-height:1.25;letter-spacing:-.01em}
            p{margin:0 0 24px;color:#4a5260}
            p:last-child{margin-bottom:0}
            button{width:100%;min-height:48px;padding:12px 20px;border:0;border-radius:9px;background:#1f5fd0;color:#fff;\
            font:inherit;font-weight:600;cursor:pointer}
            button:hover{background:#184fb0}
            button:focus-visible{outline:3px solid #1f5fd0;outline-offset:3px}
            @media(prefers-color-scheme:dark){body{background:#14171b;color:#eef0f3}\
            main{background:#1d2127;box-shadow:none}p{color:#b4bcc8}button{background:#7fb0ff;color:#0b1524}\
            button:hover{background:#9cc2ff}button:focus-visible{outline-color:#7fb0ff}}
            """;

    /** Allows exactly the style above and a form to ourselves; nothing is ever loaded or run. */
    static final String CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'sha256-" + sha256(STYLE)
            + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** Field of the page's form; mail programs send the field of RFC 8058 instead. */
    static final String CONFIRM = "confirm";

    private Page() {}

    /** Asks before anything changes: link scanners follow every link with GET. */
    static String ask(@Nullable String sender) {
        String from = sender == null ? "" : " from <strong>" + escape(sender) + "</strong>";
        return page(
                "Unsubscribe",
                "<h1>Unsubscribe?</h1>\n<p>You will no longer receive these emails" + from + ".</p>\n"
                        + "<form method=\"post\"><button type=\"submit\" name=\"" + CONFIRM
                        + "\" value=\"yes\">Unsubscribe</button></form>");
    }

    static String done(@Nullable String sender) {
        String from = sender == null ? "" : " from <strong>" + escape(sender) + "</strong>";
        return page(
                "Unsubscribed",
                "<h1 role=\"status\">You are unsubscribed</h1>\n<p>You will no longer receive these emails" + from
                        + ". You can close this page.</p>");
    }

    static String later() {
        return page(
                "Please try again",
                "<h1 role=\"alert\">That did not work yet</h1>\n<p>Your wish could not be stored. Please try again in a "
                        + "minute.</p>\n<form method=\"post\"><button type=\"submit\" name=\"" + CONFIRM
                        + "\" value=\"yes\">Try again</button></form>");
    }

    static String unknown() {
        return page(
                "Link not found",
                "<h1>This link does not work</h1>\n<p>It may be incomplete. Please copy the whole link from your email, "
                        + "or follow it there again.</p>");
    }

    private static String page(String title, String main) {
        return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + title + "</title>\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<meta name=\"robots\" content=\"noindex\">\n<style>" + STYLE + "</style>\n</head>\n<body>\n<main>\n"
                + main + "\n</main>\n</body>\n</html>\n";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java runtime has SHA-256", impossible);
        }
    }
}
