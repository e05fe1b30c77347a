package io.emailservice.twin.sns;

import io.emailservice.twin.feedback.Happening;
import io.emailservice.twin.feedback.Outbox;
import io.emailservice.twin.feedback.Poster;
import io.emailservice.twin.feedback.SubscriptionConfig;
import io.emailservice.twin.feedback.Target;
import io.emailservice.twin.sqs.SqsQueues;
import io.emailservice.twin.wire.Answer;
import io.emailservice.twin.wire.Mixing;
import io.emailservice.twin.wire.Query;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The topic to which SES publishes, with its subscriptions. */
public final class Topic {
    private static final String NAME = "ses-feedback";
    private static final String OWNER = "123456789012";
    private static final String XML = "text/xml";

    private final String arn;
    private final Supplier<String> base;
    private final Signer signer;
    private final Ways ways;
    private final Function<Happening, String> message;
    private final long seed;
    private Map<SubscriptionConfig, Target> subscriptions = Map.of();
    private int subscribed;

    /** What carries the messages of a topic. */
    public record Ways(Outbox outbox, Poster poster, SqsQueues queues) {}

    /**
     * @param base the address under which the twin is reached
     * @param message what is published about a happening
     */
    public Topic(
            String region,
            long seed,
            Supplier<String> base,
            Signer signer,
            Ways ways,
            Function<Happening, String> message) {
        this.arn = "arn:aws:sns:" + region + ':' + OWNER + ':' + NAME;
        this.base = base;
        this.signer = signer;
        this.ways = ways;
        this.message = message;
        this.seed = seed;
    }

    /** The subscriptions of a configuration. One that was there before stays confirmed; a new endpoint is asked first. */
    public List<Target> subscribe(List<SubscriptionConfig> wanted) {
        Map<SubscriptionConfig, Target> next = new LinkedHashMap<>();
        for (SubscriptionConfig config : wanted) {
            Target known = subscriptions.get(config);
            if (known instanceof HttpSubscription subscription && !subscription.isConfirmed()) {
                subscription.ask(ways.outbox, true);
            }
            next.computeIfAbsent(config, made -> known == null ? subscription(made) : known);
        }
        subscriptions = next;
        return List.copyOf(next.values());
    }

    /** The answer to a request for the certificate or to a call of SNS, or null if it is neither. */
    public @Nullable Answer answer(String method, String path, @Nullable String query, byte[] body) {
        if (method.equals("GET") && path.length() > 1 && path.equals('/' + signer.fileName())) {
            return Answer.text(200, signer.pem());
        }
        if (!path.equals("/") || !(method.equals("GET") || method.equals("POST"))) {
            return null;
        }
        Query call = Query.of(method.equals("GET") ? query : new String(body, StandardCharsets.UTF_8));
        return switch (call.text("Action", "")) {
            case "ConfirmSubscription" -> confirm(call.text("Token", ""));
            case "Unsubscribe" -> unsubscribe(call.text("SubscriptionArn", ""));
            default -> null;
        };
    }

    private Target subscription(SubscriptionConfig config) {
        int number = subscribed++;
        String subscriptionArn = arn + ':' + uuid(number);
        Publication publication = new Publication(arn, subscriptionArn, config, base, signer, message);
        if (!config.queue().isEmpty()) {
            return new QueueSubscription(publication, ways.queues.make(config.queue()));
        }
        HttpSubscription subscription = new HttpSubscription(publication, ways.poster, token(number));
        subscription.ask(ways.outbox, true);
        return subscription;
    }

    private Answer confirm(String token) {
        for (Target target : subscriptions.values()) {
            if (target instanceof HttpSubscription subscription && subscription.confirm(token)) {
                return xml("ConfirmSubscription", "<SubscriptionArn>" + subscription.arn() + "</SubscriptionArn>");
            }
        }
        return new Answer(
                400,
                XML,
                Buffer.buffer("<ErrorResponse><Error><Type>Sender</Type><Code>InvalidParameter</Code>"
                        + "<Message>Invalid parameter: Token</Message></Error></ErrorResponse>"),
                Map.of(),
                Answer.NOTHING_ACCEPTED);
    }

    private Answer unsubscribe(String subscriptionArn) {
        for (Target target : subscriptions.values()) {
            if (target instanceof HttpSubscription subscription
                    && subscription.arn().equals(subscriptionArn)) {
                subscription.end();
                subscription.ask(ways.outbox, false);
            }
        }
        return xml("Unsubscribe", "");
    }

    private static Answer xml(String action, String result) {
        String body = '<' + action + "Response xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><" + action
                + "Result>" + result + "</" + action + "Result></" + action + "Response>";
        return new Answer(200, XML, Buffer.buffer(body), Map.of(), Answer.NOTHING_ACCEPTED);
    }

    private String uuid(int number) {
        long mixed = Mixing.mix(seed ^ (number + 1L));
        return new UUID(mixed, Mixing.mix(mixed)).toString();
    }

    private String token(int number) {
        StringBuilder token = new StringBuilder("2336412f37");
        for (int part = 1; part <= 15; part++) {
            token.append(HexFormat.of().toHexDigits(Mixing.mix(seed + number * 31L + Mixing.mix(part))));
        }
        return token.toString();
    }
}
