package io.emailservice.provider.ses;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The pins of the two addresses in SNS' messages that may be fetched at all. Both lie on SNS' own host in the region of
 * the topic. They are written in one plain way; whatever looks unusual is refused, for two parsers might read it in two
 * ways.
 */
final class SnsUrls {
    private static final int MAX_PAIRS = 5;
    private static final int MAX_LENGTH = 2_000;
    private static final Pattern TOPIC = Pattern.compile(
            "arn:aws(?:-[a-z]+)*:sns:([a-z0-9]+(?:-[a-z0-9]+)+):\\d{12}:[A-Za-z0-9_-]{1,256}(?:\\.fifo)?");
    private static final Pattern HOST = Pattern.compile("sns\\.([a-z0-9-]{3,40})\\.amazonaws\\.com(?:\\.cn)?");
    private static final Pattern CERTIFICATE = Pattern.compile("/SimpleNotificationService-[0-9a-f]{1,128}\\.pem");
    private static final Pattern PLAIN = Pattern.compile("https://[a-z0-9.-]+/[\\x21-\\x7e]*");

    private SnsUrls() {}

    /** The address of the certificate, if SNS would keep it there. */
    static Optional<URI> certificate(@Nullable String text, String topicArn) {
        return onHost(text, topicArn)
                .filter(url -> url.getRawQuery() == null
                        && CERTIFICATE.matcher(url.getRawPath()).matches());
    }

    /** The address that confirms a subscription to the topic, if it is SNS' and does nothing else. */
    static Optional<URI> confirmation(@Nullable String text, String topicArn) {
        return onHost(text, topicArn).filter(url -> url.getRawPath().equals("/") && confirms(url, topicArn));
    }

    /** Exactly the three parameters, each once: a server may take either of two that are alike. */
    private static boolean confirms(URI url, String topicArn) {
        String query = url.getRawQuery();
        Set<String> pairs = query == null ? Set.of() : new HashSet<>(List.of(query.split("&", MAX_PAIRS)));
        return pairs.size() == 3
                && pairs.contains("Action=ConfirmSubscription")
                && (pairs.contains("TopicArn=" + topicArn)
                        || pairs.contains("TopicArn=" + topicArn.replace(":", "%3A")))
                && pairs.stream().anyMatch(pair -> pair.startsWith("Token="));
    }

    /** The region in the topic's name, if that is one. */
    static Optional<String> region(String topicArn) {
        Matcher topic = TOPIC.matcher(topicArn);
        return topic.matches() ? Optional.of(topic.group(1)) : Optional.empty();
    }

    private static Optional<URI> onHost(@Nullable String text, String topicArn) {
        if (text == null || text.length() > MAX_LENGTH || !PLAIN.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            URI url = new URI(text);
            return Optional.of(url).filter(one -> isSns(one, topicArn));
        } catch (URISyntaxException wrong) {
            return Optional.empty();
        }
    }

    private static boolean isSns(URI url, String topicArn) {
        String host = url.getHost();
        if (host == null || url.getRawUserInfo() != null || url.getPort() != -1 || url.getRawFragment() != null) {
            return false;
        }
        Matcher sns = HOST.matcher(host.toLowerCase(Locale.ROOT));
        return sns.matches()
                && region(topicArn).filter(sns.group(1)::equals).isPresent()
                && host.endsWith(".cn") == sns.group(1).startsWith("cn-");
    }
}
