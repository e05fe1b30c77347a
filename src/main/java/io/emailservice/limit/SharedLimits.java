package io.emailservice.limit;

import io.emailservice.message.SendRequest;
import io.emailservice.ops.ThrottledLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits kept in Redis. Messages that need tokens line up by what they need, and one question at a time asks for all of
 * them: while it is under way, the next gathers. A message without limits asks nobody.
 *
 * <p>Once a second every node gives a sign of life and reads what the accounts may do, and that is also how a node hears
 * that another one was throttled on an account without limits.
 */
public final class SharedLimits implements Limits {
    private static final Logger LOG = LoggerFactory.getLogger(SharedLimits.class);
    private static final long GATHER_MILLIS = 2;
    private static final long SECOND_MILLIS = 1_000;
    private static final int MOST_LINES = 10_000;

    private final LimitsConfig config;
    private final Map<String, AccountLimit> accounts;
    private final SharedScript script;
    private final LimitMetrics metrics;
    private final Clock clock;
    private final ThrottledLog throttles;
    private final Alone alone;
    private final String node = UUID.randomUUID().toString();
    private final Map<Line.Need, Line> lines = new LinkedHashMap<>();
    private final Map<Scope, Long> returned = new LinkedHashMap<>();
    private final Map<String, Integer> slow = new LinkedHashMap<>();
    private @Nullable Vertx vertx;
    private boolean asking;
    private boolean away;
    private boolean signOfLife;
    private long wakeAt = Long.MAX_VALUE;
    private final AtomicInteger waiting = new AtomicInteger();

    public SharedLimits(
            LimitsConfig config,
            Map<String, AccountLimit> accounts,
            SharedScript script,
            LimitMetrics metrics,
            Clock clock) {
        this.config = config;
        this.accounts = Map.copyOf(accounts);
        this.script = script;
        this.metrics = metrics;
        this.clock = clock;
        this.throttles = new ThrottledLog(LOG, clock, Duration.ofSeconds(10));
        this.alone = new Alone(clock, this::rate);
        alone.nodes(config.nodes());
        accounts.values().forEach(this::measure);
        metrics.gauge("email_limit_waiting", "", waiting::get);
        metrics.gauge("email_limit_nodes", "", alone::nodes);
    }

    @Override
    public void open(Vertx owner) {
        vertx = owner;
        owner.setPeriodic(0, SECOND_MILLIS, timer -> eachSecond());
    }

    @Override
    public Future<Answer> take(String account, SendRequest request) {
        AccountLimit of = accounts.get(account);
        int recipients = 1 + request.cc().size() + request.bcc().size();
        if (of != null) {
            of.counted(recipients);
        }
        List<Scope> scopes = scopes(of, request);
        return scopes.isEmpty()
                ? Future.succeededFuture(Tokens.NONE)
                : join(new Line.Need(scopes, request.stream(), recipients));
    }

    @Override
    public void giveBack(Tokens tokens) {
        tokens.scopes().forEach(scope -> back(scope, tokens.each()));
    }

    @Override
    public void throttled(String account) {
        AccountLimit of = accounts.get(account);
        if (of != null) {
            metrics.throttled(account);
            throttles.warn(account, "event=account_throttled account=" + account + " per_second=" + of.perSecond());
            slow.put(account, of.lately() * Math.max(1, alone.nodes()));
            ask();
        }
    }

    private List<Scope> scopes(@Nullable AccountLimit account, SendRequest request) {
        List<Scope> scopes = new ArrayList<>(2);
        if (account != null && account.limited()) {
            scopes.add(account.scope());
        }
        config.addScopes(request, scopes);
        return scopes;
    }

    private Future<Answer> join(Line.Need need) {
        if (lines.size() >= MOST_LINES && !lines.containsKey(need)) {
            String name = need.scopes().get(0).key();
            return Future.succeededFuture(new Denied(config.maxWait(), name, false));
        }
        Line line = lines.computeIfAbsent(need, Line::new);
        long now = clock.millis();
        long longest = config.maxWait().toMillis();
        if (line.wait(now, rate(need)) > longest) {
            return Future.succeededFuture(deny(line, now));
        }
        Promise<Answer> answer = Promise.promise();
        line.add(answer, now + longest);
        waiting.incrementAndGet();
        wake(Math.max(line.askAt(), now + GATHER_MILLIS));
        return answer.future();
    }

    private Denied deny(Line line, long now) {
        Denied denied = line.denial(now, rate(line.need()));
        metrics.denied(line.obstacle().kind().wire());
        return denied;
    }

    /** Asks at a time, or earlier if that is planned. */
    private void wake(long at) {
        Vertx owner = vertx;
        if (owner == null || at >= wakeAt) {
            return;
        }
        wakeAt = at;
        owner.setTimer(Math.max(1, at - clock.millis()), timer -> {
            if (wakeAt == at) {
                wakeAt = Long.MAX_VALUE;
                ask();
            }
        });
    }

    private void eachSecond() {
        long now = clock.millis();
        lines.values().removeIf(line -> line.idle(now));
        accounts.values().forEach(AccountLimit::secondIsOver);
        signOfLife = true;
        ask();
    }

    /** Asks for everything that is due. One question at a time; what comes meanwhile is in the next. */
    private void ask() {
        if (asking || vertx == null) {
            return;
        }
        long now = clock.millis();
        Ask ask = new Ask(config);
        lines.values().stream()
                .filter(line -> line.size() > 0 && line.askAt() <= now)
                .forEach(ask::line);
        if (ask.lines().isEmpty() && !signOfLife && slow.isEmpty()) {
            wakeForTheNext();
            return;
        }
        Map<String, Integer> told = Map.copyOf(slow);
        Map<String, Double> readings = addNews(ask);
        asking = true;
        script.run(ask.json()).onComplete(done -> {
            asking = false;
            if (done.succeeded()) {
                slow.keySet().removeAll(told.keySet());
                answered(ask, done.result());
            } else {
                unanswered(ask, readings, done.cause());
            }
            wakeForTheNext();
        });
    }

    /** What Redis should hear besides; returns what must not get lost. */
    private Map<String, Double> addNews(Ask ask) {
        if (signOfLife) {
            ask.alive(node);
            accounts.values().forEach(account -> ask.reading(account.scope()));
        }
        returned.forEach(ask::back);
        returned.clear();
        slow.forEach((account, reached) -> ask.slow(of(account).scope(), reached));
        Map<String, Double> readings = new LinkedHashMap<>();
        accounts.forEach((name, account) -> {
            Double used = account.takeReading();
            if (used != null) {
                readings.put(name, used);
                ask.used(account.scope(), used);
            }
        });
        return readings;
    }

    private void answered(Ask ask, Response answer) {
        if (away) {
            away = false;
            alone.end();
            LOG.info("event=limits_shared_again nodes={}", alone.nodes());
        }
        int nodes = Ask.nodes(answer);
        if (nodes > 0) {
            signOfLife = false;
            alone.nodes(config.nodes() > 0 ? config.nodes() : nodes);
        }
        for (int i = 0; i < ask.scopes().size(); i++) {
            Scope scope = ask.scopes().get(i);
            if (scope.kind() == Scope.Kind.ACCOUNT) {
                double left = scope.limit().perDay() > 0 ? Ask.left(answer, i) : Double.MAX_VALUE;
                of(scope.id()).learned(Ask.rate(answer, i), left, config.quotaReserve());
            }
        }
        for (int i = 0; i < ask.lines().size(); i++) {
            Ask.Served served = Ask.served(answer, i);
            serve(ask.lines().get(i), served.messages(), served.waitMillis(), served.way());
        }
    }

    /** A throttle and a reading are told later; tokens given back are lost: that errs on the safe side. */
    private void unanswered(Ask ask, Map<String, Double> readings, Throwable reason) {
        metrics.alone();
        if (!away) {
            away = true;
            LOG.warn("event=limits_alone nodes={} reason=\"{}\"", alone.nodes(), reason.getMessage());
        }
        readings.forEach((account, used) -> of(account).restoreReading(used));
        for (Line line : ask.lines()) {
            int served = 0;
            long wait = 0;
            while (served < line.size() && wait == 0) {
                wait = alone.take(line.need());
                served += wait == 0 ? 1 : 0;
            }
            long taken = (long) served * line.need().each();
            Alone.withQuota(line.need()).forEach(scope -> back(scope, -taken));
            serve(line, served, wait, 1);
        }
    }

    private void serve(Line line, int messages, long waitMillis, int way) {
        int before = line.size();
        long now = clock.millis();
        line.served(messages, now, messages < before ? waitMillis : 0, way);
        for (Promise<Answer> hopeless = line.pollHopeless(); hopeless != null; hopeless = line.pollHopeless()) {
            hopeless.tryComplete(deny(line, now));
        }
        waiting.addAndGet(line.size() - before);
    }

    private void wakeForTheNext() {
        long next = Long.MAX_VALUE;
        for (Line line : lines.values()) {
            if (line.size() > 0) {
                next = Math.min(next, line.askAt());
            }
        }
        if (next < Long.MAX_VALUE) {
            wake(Math.max(next, clock.millis() + GATHER_MILLIS));
        }
    }

    private void back(Scope scope, long recipients) {
        if (returned.size() < MOST_LINES || returned.containsKey(scope)) {
            returned.merge(scope, recipients, Long::sum);
        }
    }

    /** The lowest rate of what a message needs, 0 if there is none. */
    private double rate(Line.Need need) {
        double lowest = 0;
        for (Scope scope : need.scopes()) {
            double rate = rate(scope);
            lowest = rate > 0 && (lowest <= 0 || rate < lowest) ? rate : lowest;
        }
        return lowest;
    }

    /** An account's rate is what all nodes have learned; halved here if it was throttled and nobody could be told. */
    private double rate(Scope scope) {
        if (scope.kind() != Scope.Kind.ACCOUNT) {
            return scope.limit().perSecond();
        }
        double known = of(scope.id()).perSecond();
        return away && slow.containsKey(scope.id()) ? known / 2 : known;
    }

    private AccountLimit of(String account) {
        return Objects.requireNonNull(accounts.get(account), account);
    }

    private void measure(AccountLimit account) {
        metrics.gauge("email_limit_rate", account.account(), account::perSecond);
        metrics.gauge("email_limit_quota_left", account.account(), () -> {
            double left = account.quotaLeft();
            return left == Double.MAX_VALUE ? Double.NaN : left;
        });
    }
}
