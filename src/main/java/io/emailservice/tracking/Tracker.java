package io.emailservice.tracking;

import io.emailservice.message.RenderedMessage;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Tracking;
import io.emailservice.tracking.TrackingConfig.StreamTracking;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Adds tracked links, the pixel and the unsubscribe headers to rendered messages. Safe from any thread. */
public final class Tracker {
    static final String OPEN_PATH = "/t/o/";
    static final String CLICK_PATH = "/t/c/";
    static final String UNSUBSCRIBE_PATH = "/u/";
    private static final String LIST_UNSUBSCRIBE = "List-Unsubscribe";
    private static final String LIST_UNSUBSCRIBE_POST = "List-Unsubscribe-Post";
    private static final String FEEDBACK_ID = "Feedback-ID";
    private static final String PIXEL_END =
            "\" width=\"1\" height=\"1\" alt=\"\" style=\"border:0;height:1px;width:1px\">";

    private final TrackingConfig config;
    private final Tokens tokens;
    private final String clickUrl;
    private final String unsubscribeUrl;
    private final String pixelStart;

    public Tracker(TrackingConfig config) {
        this.config = config;
        this.tokens = new Tokens(config.keys());
        this.clickUrl = config.baseUrl() + CLICK_PATH;
        this.unsubscribeUrl = config.baseUrl() + UNSUBSCRIBE_PATH;
        this.pixelStart = "<img src=\"" + config.baseUrl() + OPEN_PATH;
    }

    /** The message as it is measured: as the request says, or else as its tenant's stream does. */
    public RenderedMessage finish(UUID messageId, SendRequest request, RenderedMessage rendered) {
        StreamTracking defaults = config.of(request);
        Tracking wanted = request.tracking();
        boolean opens = wanted == null ? defaults.opens() : wanted.opens();
        boolean clicks = wanted == null ? defaults.clicks() : wanted.clicks();
        String html = rendered.html();
        String tracked = html == null || !(opens || clicks) ? html : track(messageId, html, opens, clicks);
        Map<String, String> headers = headers(messageId, request, rendered.headers(), defaults.unsubscribe());
        return new RenderedMessage(rendered.subject(), tracked, rendered.text(), headers);
    }

    /** Where the recipient of a message unsubscribes: for a link in the message. */
    public String unsubscribeUrl(UUID messageId, SendRequest request) {
        return unsubscribeUrl + tokens.unsubscribe(messageId);
    }

    private String track(UUID messageId, String html, boolean opens, boolean clicks) {
        Rewriter.Links links =
                clicks ? Rewriter.tracked(messageId, tokens, clickUrl, unsubscribeUrl) : (target, index) -> null;
        String pixel = opens ? pixelStart + tokens.open(messageId) + PIXEL_END : "";
        return new Rewriter(html, links).rewrite(pixel);
    }

    /** The caller's own headers win. */
    private Map<String, String> headers(
            UUID messageId, SendRequest request, Map<String, String> given, boolean unsubscribe) {
        String senderId = config.feedbackId();
        if (!unsubscribe && senderId == null) {
            return given;
        }
        Map<String, String> headers = new LinkedHashMap<>(given);
        if (unsubscribe && !has(given, LIST_UNSUBSCRIBE)) {
            headers.put(LIST_UNSUBSCRIBE, listUnsubscribe(tokens.unsubscribe(messageId)));
            headers.put(LIST_UNSUBSCRIBE_POST, "List-Unsubscribe=One-Click");
        }
        if (senderId != null && !has(given, FEEDBACK_ID)) {
            headers.put(FEEDBACK_ID, feedbackId(request, senderId));
        }
        return Collections.unmodifiableMap(headers);
    }

    private String listUnsubscribe(String token) {
        String https = "<" + unsubscribeUrl + token + ">";
        String address = config.unsubscribeMailto();
        return address == null ? https : "<mailto:" + address + "?subject=unsubscribe%20" + token + ">, " + https;
    }

    /** Up to four fields, the sender last: {@code campaign:tenant:stream:sender}. */
    private static String feedbackId(SendRequest request, String senderId) {
        String campaign = request.campaign();
        return field(campaign == null ? "" : campaign) + ":" + field(request.tenant()) + ":"
                + request.stream().wire() + ":" + senderId;
    }

    private static String field(String text) {
        String plain = text.replaceAll("[^A-Za-z0-9_.-]", "-");
        return plain.length() > 64 ? plain.substring(0, 64) : plain;
    }

    private static boolean has(Map<String, String> headers, String name) {
        for (String given : headers.keySet()) {
            if (given.equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }
}
