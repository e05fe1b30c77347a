package io.emailservice.service;

import io.emailservice.message.Feedback;
import io.emailservice.ops.ThrottledLog;
import io.emailservice.provider.FeedbackDecoder;
import io.emailservice.provider.mailgun.MailgunFeedback;
import io.emailservice.provider.ses.SesFeedback;
import io.emailservice.store.FeedbackReader;
import io.emailservice.store.Post;
import io.emailservice.tracking.VisitPost;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Reads each post with the reader of its source. What nobody can read is kept, and one line says so. */
final class PostReader implements FeedbackReader {
    private final Map<String, FeedbackDecoder> decoders = new HashMap<>();
    private final ThrottledLog log;

    private PostReader(List<FeedbackDecoder> decoders, Clock clock) {
        decoders.forEach(decoder -> this.decoders.put(decoder.provider(), decoder));
        this.log = new ThrottledLog(LoggerFactory.getLogger(PostReader.class), clock, Duration.ofSeconds(10));
    }

    /** Of all that we can read today. */
    static PostReader ofAllSources(Clock clock) {
        return new PostReader(List.of(new MailgunFeedback(), new SesFeedback()), clock);
    }

    @Override
    public List<Feedback> read(Post post) {
        if (post.source().equals(VisitPost.SOURCE)) {
            return VisitPost.read(post.id(), post.body()).map(List::of).orElseGet(() -> unread(post, "no visit"));
        }
        FeedbackDecoder decoder = decoders.get(post.source());
        if (decoder == null) {
            return unread(post, "no decoder");
        }
        return decoder.decode(post.body().getBytes(), post.account())
                .fold(events -> events, nothing -> List.of(), problem -> unread(post, problem.toString()));
    }

    private List<Feedback> unread(Post post, String why) {
        log.warn(
                post.source(), "post not understood source=" + post.source() + " post=" + post.id() + " reason=" + why);
        return List.of();
    }
}
