package io.emailservice.twin.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.config.Problems;
import io.emailservice.config.Section;
import io.emailservice.twin.ledger.Source;
import io.emailservice.twin.wire.Endpoint.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of a script: a list of rules. Notes every problem, also of keys that it doesn't know. */
final class FaultScript {
    private static final int MOST_RULES = 100;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST_LIFE = Duration.ofDays(1);
    private static final Duration DEFAULT_WAIT = Duration.ofMinutes(2);

    private static final Map<String, Function<Section, Effect>> EFFECTS = Map.of(
            "throttle", FaultScript::throttled,
            "refuse", FaultScript::refused,
            "error", FaultScript::broken,
            "reset", FaultScript::reset,
            "hang", FaultScript::hang,
            "slow-body", FaultScript::slowBody);

    private static final Map<String, Optional<Source>> PROVIDERS =
            Arrays.stream(Source.values()).collect(Collectors.toMap(Source::label, Optional::of));

    private FaultScript() {}

    static List<FaultRule> read(@Nullable JsonNode script, Problems problems) {
        List<FaultRule> rules = new ArrayList<>();
        if (script == null || !script.isArray() || script.size() > MOST_RULES) {
            problems.add("script", "must be a JSON list of at most " + MOST_RULES + " rules");
            return rules;
        }
        for (int i = 0; i < script.size(); i++) {
            String path = "[" + i + "]";
            if (script.get(i) instanceof ObjectNode rule) {
                rules.add(rule(new Section(path, rule, problems)));
            } else {
                problems.add(path, "must be an object");
            }
        }
        return rules;
    }

    private static FaultRule rule(Section section) {
        Source source =
                section.choice("provider", Optional.<Source>empty(), PROVIDERS).orElse(null);
        Kind kind = section.choice("on", Kind.SEND, Map.of("send", Kind.SEND, "read", Kind.READ));
        double share = section.number("share", 1, 0, 1);
        int every = section.integer("every", 1, 1, Integer.MAX_VALUE);
        int count = section.integer("count", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
        Duration lasting = section.duration("for", Duration.ZERO, SHORTEST, LONGEST_LIFE);
        Section effect = section.section("effect");
        String type = effect.text("type", "");
        Latency latency = null;
        Effect found = null;
        if (type.equals("latency")) {
            latency = Latency.from(effect);
        } else if (EFFECTS.containsKey(type)) {
            found = EFFECTS.get(type).apply(effect);
            checkSource(effect, source, found);
        } else {
            effect.problem("type", "must be one of [error, hang, latency, refuse, reset, slow-body, throttle]");
        }
        effect.end();
        section.end();
        return new FaultRule(source, kind, share, every, count, lasting.isZero() ? null : lasting, latency, found);
    }

    /** A throttle speaks one provider's language, so its rule must be for that provider. */
    private static void checkSource(Section effect, @Nullable Source source, Effect found) {
        if (found instanceof Effect.Throttled throttled && throttled.limit().source() != source) {
            effect.problem(
                    "limit", "is a limit of " + throttled.limit().source().label() + ": give that provider");
        }
    }

    private static Effect throttled(Section effect) {
        Map<String, Limit> limits =
                Arrays.stream(Limit.values()).collect(Collectors.toMap(Limit::label, Function.identity()));
        Limit limit = effect.choice("limit", Limit.REQUEST, limits);
        int usual = limit == Limit.SENDING_RATE || limit == Limit.DAILY_QUOTA ? 400 : 429;
        return new Effect.Throttled(
                limit,
                effect.duration("wait", DEFAULT_WAIT, Duration.ofSeconds(1), LONGEST_LIFE),
                effect.choice("text", false, Map.of("seconds", false, "date", true)),
                effect.flag("headers", false),
                effect.choice("status", usual, Map.of("400", 400, "429", 429)));
    }

    private static Effect refused(Section effect) {
        return new Effect.Refused(
                effect.integer("status", 400, 400, 499),
                effect.text("error", "BadRequestException"),
                effect.text("message", "Request Failed"));
    }

    private static Effect broken(Section effect) {
        return new Effect.Broken(
                effect.integer("status", 500, 500, 599),
                effect.choice("body", false, Map.of("json", false, "html", true)),
                effect.flag("accepted", false));
    }

    private static Effect reset(Section effect) {
        return new Effect.Reset(effect.flag("accepted", false));
    }

    private static Effect hang(Section effect) {
        return new Effect.Hang(effect.flag("accepted", true));
    }

    private static Effect slowBody(Section effect) {
        return new Effect.SlowBody(effect.duration("over", Duration.ofSeconds(1), SHORTEST, Latency.LONGEST));
    }
}
