package io.emailservice.delivery;

import io.emailservice.config.Section;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which accounts take which messages. An absent condition matches every message.
 *
 * @param name shown in logs and in the reason of a message
 * @param tag one of the message's tags
 * @param use accounts that share the messages by weight while they are open
 * @param fallback accounts to turn to, in this order, while none of {@code use} is open
 */
public record RoutingRule(
        String name,
        @Nullable String tenant,
        @Nullable Stream stream,
        @Nullable String recipientDomain,
        @Nullable String tag,
        List<Share> use,
        List<String> fallback) {

    /** An account and its share relative to the others of the rule. */
    public record Share(String account, int weight) {}

    public RoutingRule {
        use = List.copyOf(use);
        fallback = List.copyOf(fallback);
    }

    static RoutingRule from(Section section) {
        Section when = section.section("when");
        Map<String, Stream> streams =
                Arrays.stream(Stream.values()).collect(Collectors.toMap(Stream::wire, Function.identity()));
        Stream stream =
                when.optionalText("stream") == null ? null : when.choice("stream", Stream.TRANSACTIONAL, streams);
        RoutingRule rule = new RoutingRule(
                section.requiredText("name"),
                when.optionalText("tenant"),
                stream,
                when.optionalText("recipientDomain"),
                when.optionalText("tag"),
                section.list("use", List.of(), RoutingRule::share),
                section.texts("fallback", List.of()));
        when.end();
        if (rule.use.isEmpty()) {
            section.problem("use", "must name at least one account");
        }
        section.end();
        return rule;
    }

    private static Share share(Section section) {
        Share share = new Share(section.requiredText("account"), section.integer("weight", 1, 1, 1_000));
        section.end();
        return share;
    }

    boolean matches(SendRequest request) {
        return (tenant == null || tenant.equals(request.tenant()))
                && (stream == null || stream == request.stream())
                && (recipientDomain == null
                        || recipientDomain.equals(request.to().domain()))
                && (tag == null || request.tags().contains(tag));
    }
}
