package io.emailservice.limit;

import io.emailservice.message.SendRequest;
import io.emailservice.ops.ThrottledLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
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

    private final LimitsConfig config;
    private final Map<String, AccountLimit> accounts;
    private final SharedScript script;
    private final LimitMetrics metrics;
    private final Clock clock;
    private final ThrottledLog throttles;
    private final Alone alone;
    private final Lines lines;
    private final News news;
    private final String node = UUID.randomUUID().toString();
    private @Nullable Vertx vertx;
    private boolean asking;
    private boolean away;
    private boolean signOfLife;
    private long wakeAt = Long.MAX_VALUE;

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
        this.lines = new Lines(config, metrics, this::rate, this::wake, clock);
        this.news = new News(this.accounts);
        alone.nodes(config.nodes());
        accounts.values().forEach(this::measure);
        metrics.gauge("email_limit_waiting", "", lines::waiting);
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
                : lines.join(new Line.Need(scopes, request.stream(), recipients));
    }

    @Override
    public void giveBack(Tokens tokens) {
        tokens.scopes().forEach(scope -> news.back(scope, tokens.each()));
    }

    @Override
    public void throttled(String account) {
        AccountLimit of = accounts.get(account);
        if (of != null) {
            metrics.throttled(account);
            throttles.warn(account, "event=account_throttled account=" + account + " per_second=" + of.perSecond());
            news.throttled(account, of.lately() * Math.max(1, alone.nodes()));
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

    /** Asks at a time, or earlier if that is planned; never before others could join the question. */
    private void wake(long due) {
        long now = clock.millis();
        long at = Math.max(due, now + GATHER_MILLIS);
        Vertx owner = vertx;
        if (owner == null || at >= wakeAt) {
            return;
        }
        wakeAt = at;
        owner.setTimer(Math.max(1, at - now), timer -> {
            if (wakeAt == at) {
                wakeAt = Long.MAX_VALUE;
                ask();
            }
        });
    }

    private void eachSecond() {
        lines.forgetIdle();
        accounts.values().forEach(AccountLimit::secondIsOver);
        signOfLife = true;
        ask();
    }

    /** Asks for everything that is due. One question at a time; what comes meanwhile is in the next. */
    private void ask() {
        if (asking || vertx == null) {
            return;
        }
        Ask ask = new Ask(config);
        lines.due().forEach(ask::line);
        if (ask.lines().isEmpty() && !signOfLife && !news.urgent()) {
            lines.wakeForTheNext();
            return;
        }
        if (signOfLife) {
            ask.alive(node);
            accounts.values().forEach(account -> ask.reading(account.scope()));
        }
        news.tell(ask);
        asking = true;
        script.run(ask.json()).onComplete(done -> {
            asking = false;
            if (done.succeeded()) {
                news.heard();
                answered(ask, done.result());
            } else {
                news.unheard();
                unanswered(ask, done.cause());
            }
            lines.wakeForTheNext();
        });
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
            lines.serve(ask.lines().get(i), served.messages(), served.waitMillis(), served.way());
        }
    }

    /** Gives out this node's share, and lets the quotas hear of it when Redis is back. */
    private void unanswered(Ask ask, Throwable reason) {
        metrics.alone();
        if (!away) {
            away = true;
            LOG.warn("event=limits_alone nodes={} reason=\"{}\"", alone.nodes(), reason.getMessage());
        }
        for (Line line : ask.lines()) {
            int served = 0;
            long wait = 0;
            while (served < line.size() && wait == 0) {
                wait = alone.take(line.need());
                served += wait == 0 ? 1 : 0;
            }
            long taken = (long) served * line.need().each();
            Alone.withQuota(line.need()).forEach(scope -> news.back(scope, -taken));
            lines.serve(line, served, wait, 1);
        }
    }

    /** An account's rate is what all nodes have learned; halved here if it was throttled and nobody could be told. */
    private double rate(Scope scope) {
        if (scope.kind() != Scope.Kind.ACCOUNT) {
            return scope.limit().perSecond();
        }
        double known = of(scope.id()).perSecond();
        return away && news.throttled(scope.id()) ? known / 2 : known;
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
