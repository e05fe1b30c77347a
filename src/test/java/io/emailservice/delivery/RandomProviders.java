package io.emailservice.delivery;

import io.emailservice.delivery.DeliveryConfig.UncertainPolicy;
import io.emailservice.message.Content;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Outcome;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.message.RenderedMessage;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Sources;
import io.emailservice.message.Stream;
import io.emailservice.provider.Lookup;
import io.emailservice.render.RenderResult;
import io.emailservice.render.RenderTask;
import io.emailservice.template.Resolution;
import io.emailservice.testing.TestClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Provider accounts that answer by chance and remember what they took, until they are told to be calm. */
final class RandomProviders implements Links {
    private static final Duration TIMEOUT = Duration.ofSeconds(40);
    private static final Failure FENCED = new Failure(FailureClass.THROTTLE, "fenced", "too old");
    private static final Failure FAILURE = new Failure(FailureClass.PROVIDER, "chance", "by chance");

    /** Messages that may be taken twice: the records denied them when that was believed, and policy is to resend. */
    final Set<UUID> deniedThenResent = new HashSet<>();

    private final Set<UUID> shown = new HashSet<>();
    private final Random random;
    private final TestClock clock;
    private final DeliveryConfig config;
    private final List<String> history;
    private final Map<UUID, List<Taken>> taken = new HashMap<>();
    private final Map<UUID, Integer> calls = new HashMap<>();
    private final Map<UUID, Stream> streams = new HashMap<>();
    private final List<Slow> slow = new ArrayList<>();
    /** Its records and its posts never tell what it took. */
    private final boolean silent;

    private boolean calm;

    RandomProviders(Random random, TestClock clock, DeliveryConfig config, List<String> history) {
        this.random = random;
        this.clock = clock;
        this.config = config;
        this.history = history;
        this.silent = random.nextInt(4) == 0;
    }

    /** A message that an account took. */
    record Taken(String account, String providerMessageId) {}

    private record Slow(Instant deadline, Runnable answer) {}

    void calmDown() {
        calm = true;
    }

    List<Taken> taken(UUID id) {
        return taken.getOrDefault(id, List.of());
    }

    int calls(UUID id) {
        return calls.getOrDefault(id, 0);
    }

    /** Lets time pass: every call ends at its timeout at the latest. */
    void advance(Instant to) {
        for (Optional<Slow> next = overdue(to); next.isPresent(); next = overdue(to)) {
            slow.remove(next.get());
            clock.set(max(clock.instant(), next.get().deadline()));
            next.get().answer().run();
        }
        clock.set(max(clock.instant(), to));
    }

    private Optional<Slow> overdue(Instant to) {
        return slow.stream().filter(call -> !call.deadline().isAfter(to)).min(Comparator.comparing(Slow::deadline));
    }

    private static Instant max(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    @Override
    public Future<Resolution> resolve(SendRequest request) {
        Content content = new Content("Hello", null, "Hello");
        return Future.succeededFuture(
                oneIn(40) ? new Resolution.Refused(FAILURE) : new Resolution.Found(Sources.inline(content)));
    }

    @Override
    public Future<RenderResult> render(RenderTask task) {
        RenderedMessage rendered = new RenderedMessage("Hello", null, "Hello", Map.of());
        return Future.succeededFuture(
                oneIn(40) ? new RenderResult.Unrenderable(FAILURE) : new RenderResult.Rendered(rendered));
    }

    private boolean oneIn(int bound) {
        return !calm && random.nextInt(bound) == 0;
    }

    @Override
    public Future<Outcome> send(String account, OutgoingMessage message) {
        UUID id = message.id();
        calls.merge(id, 1, Integer::sum);
        streams.put(id, message.request().stream());
        int chance = calm ? 0 : random.nextInt(16);
        boolean takes = chance <= 2 || (chance >= 8 && chance < 14 && random.nextBoolean());
        Outcome answer = takes ? take(account, id) : new Outcome.Deferred(FAILURE);
        history.add("  call " + account + " " + id + " case " + chance + (takes ? " taken" : " not taken"));
        return switch (chance) {
            case 0, 1, 2, 3, 4 -> Future.succeededFuture(answer);
            case 5 -> Future.succeededFuture(new Outcome.Rejected(FAILURE));
            case 6 -> Future.succeededFuture(new Outcome.Throttled(null, FAILURE));
            case 7 -> Future.succeededFuture(new Outcome.NotTried(Duration.ofSeconds(5), FAILURE));
            case 8, 9 -> Future.succeededFuture(new Outcome.Unknown(FAILURE));
            case 10 -> Future.failedFuture("reply lost");
            case 11, 12 -> slowly(answer);
            case 14, 15 -> sleepily(account, message);
            default -> Promise.<Outcome>promise().future();
        };
    }

    private Outcome take(String account, UUID id) {
        List<Taken> before = taken.computeIfAbsent(id, key -> new ArrayList<>());
        Taken now = new Taken(account, account + "-" + id + "-" + before.size());
        before.add(now);
        return new Outcome.Accepted(now.providerMessageId());
    }

    private Future<Outcome> slowly(Outcome answer) {
        Promise<Outcome> promise = Promise.promise();
        Instant end =
                clock.instant().plus(TIMEOUT.multipliedBy(1 + random.nextInt(4)).dividedBy(4));
        slow.add(new Slow(end, () -> promise.complete(answer)));
        return promise.future();
    }

    /** The worker sleeps before its call, for up to three horizons: what is too old then isn't made. */
    private Future<Outcome> sleepily(String account, OutgoingMessage message) {
        Promise<Outcome> promise = Promise.promise();
        Instant wakes = clock.instant()
                .plusMillis(
                        random.nextLong(config.settleHorizon().multipliedBy(3).toMillis()));
        boolean answers = random.nextBoolean();
        slow.add(new Slow(wakes, () -> {
            boolean tooLate = !clock.instant().isBefore(message.callBefore());
            history.add("  wakes " + message.id() + (tooLate ? " too late" : " and calls"));
            Outcome outcome =
                    tooLate ? new Outcome.NotTried(Duration.ofSeconds(5), FENCED) : take(account, message.id());
            if (answers) {
                promise.complete(outcome);
            }
        }));
        return promise.future();
    }

    /** What the provider posts about messages that it took, sooner or later. */
    void post(BiConsumer<UUID, String> feedback) {
        taken.forEach((id, all) -> {
            if (!silent && oneIn(6)) {
                history.add("  feedback " + id);
                shown.add(id);
                feedback.accept(id, all.get(random.nextInt(all.size())).providerMessageId());
            }
        });
    }

    @Override
    public Future<Instant> postsReadUntil() {
        return Future.succeededFuture(clock.instant().minusSeconds(oneIn(3) ? 600 : 0));
    }

    @Override
    public Future<Lookup> find(String account, UUID messageId, Instant attemptAt) {
        Lookup truth = taken(messageId).stream()
                .filter(one -> one.account().equals(account))
                .<Lookup>map(one -> new Lookup.Found(one.providerMessageId(), attemptAt))
                .findFirst()
                .orElse(new Lookup.NotFound());
        int chance = calm ? 0 : random.nextInt(6);
        if (chance == 5) {
            history.add("  look-up " + messageId + " fails");
            return Future.failedFuture("no answer");
        }
        boolean lies = silent || (!calm && chance == 3);
        Lookup answer = lies ? new Lookup.NotFound() : chance < 3 ? truth : new Lookup.CannotTell("no records");
        history.add("  look-up " + messageId + " " + answer);
        boolean believed = !clock.instant().isBefore(attemptAt.plus(config.settleHorizon()));
        boolean denied = !(answer instanceof Lookup.Found) && !taken(messageId).isEmpty();
        if (believed && denied && !shown.contains(messageId) && policy(messageId) == UncertainPolicy.RESEND) {
            deniedThenResent.add(messageId);
        }
        return Future.succeededFuture(answer);
    }

    private UncertainPolicy policy(UUID id) {
        return config.uncertainPolicy(streams.getOrDefault(id, Stream.BULK));
    }
}
