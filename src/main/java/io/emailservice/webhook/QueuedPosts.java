package io.emailservice.webhook;

import io.emailservice.message.Uuid7;
import io.emailservice.provider.ses.SnsMessage;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns messages of a queue into posts. The queue's policy says who may write to it, so the bodies are believed, whether
 * they are SNS' envelopes, bare events or anything else: whatever it is, it is kept, for somebody may have to read it.
 * Only an envelope of a topic that isn't ours is left in the queue.
 */
final class QueuedPosts {
    private static final int MAX_ID = 100;

    private final @Nullable String account;
    private final List<String> topics;
    private final Clock clock;
    private final Uuid7 ids;

    /** Envelopes may be of these topics; if there are none, the queue's policy alone decides. */
    QueuedPosts(@Nullable String account, List<String> topics, Clock clock) {
        this.account = account;
        this.topics = topics;
        this.clock = clock;
        this.ids = new Uuid7(clock);
    }

    /** Empty for a message that must not be taken. */
    Optional<RawPost> post(QueueClient.Received message) {
        Buffer body = Buffer.buffer(message.body());
        Optional<SnsMessage> envelope = SnsMessage.parse(body.getBytes());
        if (envelope.filter(this::isForeign).isPresent()) {
            return Optional.empty();
        }
        String key = envelope.map(SnsMessage::messageId)
                .filter(id -> !id.isEmpty() && id.length() <= MAX_ID)
                .orElse(message.id());
        return Optional.of(new RawPost(
                ids.next(), Sender.SES.provider(), account, RawPost.Way.SQS, clock.instant(), key, "", body));
    }

    private boolean isForeign(SnsMessage envelope) {
        String topic = envelope.topicArn();
        return topic != null && !topics.isEmpty() && !topics.contains(topic);
    }
}
