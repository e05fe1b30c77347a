package io.emailservice.tracking;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts our links and our pixel into the HTML of one message. Only the values of tracked links change, and the attributes
 * that opt a link out go; every other character is copied. One thread, one message.
 */
final class Rewriter {
    private static final int MAX_LINKS = 0xffff;

    private final String html;
    private final Links links;
    private final StringBuilder out;
    private int copied;
    private int tracked;

    /** The links of one message. */
    interface Links {
        /** The URL to put in place of a target, or null to leave the link alone. */
        @Nullable
        String click(String target, int index);
    }

    Rewriter(String html, Links links) {
        this.html = html;
        this.links = links;
        this.out = new StringBuilder(html.length() + html.length() / 2 + 512);
    }

    /** The links of a message whose clicks are measured. */
    static Links tracked(UUID messageId, Tokens tokens, String clickUrl, String ownUrl) {
        return (target, index) -> target.startsWith(ownUrl) ? null : clickUrl + tokens.click(messageId, target, index);
    }

    /**
     * The rewritten text.
     *
     * @param pixel tag to put before the last {@code </body>}, or at the end if there is none; empty for none
     */
    String rewrite(String pixel) {
        HtmlTags tags = new HtmlTags(html);
        int body = -1;
        while (tags.next()) {
            if (tags.isEndTag()) {
                body = tags.named("body") ? mark(tags.start()) : body;
            } else if (tags.attributes() > 0 && (tags.named("a") || tags.named("area"))) {
                link(tags);
            }
        }
        out.append(html, copied, html.length());
        if (!pixel.isEmpty()) {
            out.insert(body < 0 ? out.length() : body, pixel);
        }
        return out.toString();
    }

    /** Copies up to here; answers where that is in the output. */
    private int mark(int index) {
        out.append(html, copied, index);
        copied = index;
        return out.length();
    }

    private void link(HtmlTags tags) {
        int own = optOut(tags, "data-track", "false");
        int mailgun = optOut(tags, "disable-tracking", "true");
        if (own >= 0 || mailgun >= 0) {
            drop(tags, Math.min(own, mailgun));
            drop(tags, Math.max(own, mailgun));
            return;
        }
        int href = tags.attribute("href");
        String target = href < 0 ? null : Targets.of(html, tags.valueStart(href), tags.valueEnd(href));
        String url = target == null || tracked > MAX_LINKS ? null : links.click(target, tracked);
        if (url != null) {
            out.append(html, copied, tags.valueStart(href)).append(url);
            copied = tags.valueEnd(href);
            tracked++;
        }
    }

    private int optOut(HtmlTags tags, String name, String value) {
        int attribute = tags.attribute(name);
        if (attribute < 0) {
            return -1;
        }
        int start = tags.valueStart(attribute);
        int length = tags.valueEnd(attribute) - start;
        boolean asked = length == value.length() && html.regionMatches(true, start, value, 0, length);
        return asked ? attribute : -1;
    }

    /** Leaves an attribute out, with the blank before it. */
    private void drop(HtmlTags tags, int attribute) {
        if (attribute < 0) {
            return;
        }
        int start = tags.attributeStart(attribute);
        boolean blank = Character.isWhitespace(html.charAt(start - 1)) && start - 1 >= copied;
        out.append(html, copied, blank ? start - 1 : start);
        copied = tags.attributeEnd(attribute);
    }
}
