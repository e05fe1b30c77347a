package io.emailservice.twin.feedback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.config.Problems;
import io.emailservice.config.Section;
import io.emailservice.twin.ledger.Acceptance;
import io.emailservice.twin.ledger.Ledger;
import io.emailservice.twin.wire.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Plans what becomes of every accepted message, and has it posted. */
public final class Feedback implements Acceptances {
    private final Ledger ledger;
    private final Truth truth;
    private final long seed;
    private final FeedbackConfig start;
    private final Function<FeedbackConfig, List<Target>> subscriber;
    private final Outbox outbox;
    private final EarlyPosts early;
    private FeedbackConfig config;
    private List<Target> targets = List.of();

    /**
     * @param subscriber makes the targets of a configuration, or finds those that are there already
     */
    public Feedback(
            Vertx vertx,
            Ledger ledger,
            Outbox outbox,
            long seed,
            FeedbackConfig start,
            Function<FeedbackConfig, List<Target>> subscriber) {
        this.early = new EarlyPosts(vertx);
        this.ledger = ledger;
        this.truth = new Truth(ledger);
        this.outbox = outbox;
        this.seed = seed;
        this.start = start;
        this.config = start;
        this.subscriber = subscriber;
    }

    /** Puts the configuration of the start into force, once the twin listens. */
    public void begin() {
        use(start);
    }

    @Override
    public void accepted(int number, Supplier<Letter> letter) {
        if (targets.isEmpty()) {
            return;
        }
        Acceptance acceptance = ledger.ofNumber(number);
        List<Target> told =
                targets.stream().filter(target -> target.takes(acceptance)).toList();
        if (told.isEmpty()) {
            return;
        }
        Letter head = letter.get();
        int entry = ledger.firstEntryOf(number);
        boolean hurries = false;
        for (String recipient : acceptance.recipients()) {
            hurries |= plan(acceptance, head, recipient, entry++, told);
        }
        if (hurries) {
            early.hold(number);
            outbox.work();
        }
    }

    /** What the answer to an acceptance has to wait for, or null. */
    public @Nullable Future<Void> early(int number) {
        return early.of(number);
    }

    public Truth truth() {
        return truth;
    }

    /** Replaces script and targets; with any problem they stay. What is planned already stays as it was planned. */
    public List<String> put(@Nullable JsonNode wanted) {
        if (!(wanted instanceof ObjectNode object)) {
            return List.of("feedback: must be a JSON object");
        }
        Problems problems = new Problems();
        FeedbackConfig read = FeedbackConfig.read(new Section("", object, problems), start.limits());
        if (problems.all().isEmpty()) {
            use(read);
        }
        return problems.all();
    }

    /** Script, targets and what was done so far. */
    public ObjectNode describe() {
        ObjectNode answer = Json.object();
        config.describe(answer.putObject("script"));
        outbox.describe(answer.putObject("posts"));
        return answer;
    }

    /** Back to the configuration of the start, with nothing planned. */
    public void reset() {
        outbox.reset();
        early.releaseAll();
        use(start);
    }

    private void use(FeedbackConfig wanted) {
        targets = subscriber.apply(wanted);
        config = wanted;
        outbox.hurry(wanted.script()::hurried);
    }

    /** Returns whether the first post is early. */
    private boolean plan(Acceptance acceptance, Letter letter, String recipient, int entry, List<Target> told) {
        String id = Objects.requireNonNullElse(acceptance.messageId(), acceptance.providerId());
        List<Plan.Step> steps = Plan.of(config.script(), seed + config.script().seed(), id, recipient);
        long from = acceptance.at().toEpochMilli();
        for (Plan.Step step : steps) {
            truth.planned(entry, step.kind(), step.postsAfterMillis().isEmpty());
            Happening happening = new Happening(
                    acceptance,
                    letter,
                    recipient,
                    entry,
                    step.kind(),
                    step.late(),
                    acceptance.at().plusMillis(step.afterMillis()),
                    step.chance());
            for (long after : step.postsAfterMillis()) {
                told.forEach(target -> outbox.add(from + after, new Telling(target, happening)));
            }
        }
        return Plan.isEarly(steps);
    }

    /** One happening told to one target. */
    private final class Telling implements Outbox.Post {
        private final Target target;
        private final Happening happening;

        Telling(Target target, Happening happening) {
            this.target = target;
            this.happening = happening;
        }

        @Override
        public Future<Verdict> attempt() {
            return target.post(happening, outbox.fetched(this));
        }

        @Override
        public List<Duration> pauses() {
            return target.pauses();
        }

        @Override
        public void accepted() {
            truth.accepted(happening.entry(), happening.kind());
            release();
        }

        @Override
        public void tried() {
            if (target.tellsAtOnce()) {
                release();
            }
        }

        private void release() {
            early.release(happening.acceptance().number());
        }
    }
}
