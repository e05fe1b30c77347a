package io.emailservice.limit;

import io.emailservice.message.Stream;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that need the same tokens and wait for them, first come, first served. What finds no place is told when to come
 * again, one after the other at the rate of the limit, so that the crowd doesn't come back at once. Has one owner thread.
 */
final class Line {
    /** What a message needs. */
    record Need(List<Scope> scopes, Stream stream, int each) {}

    private record Waiter(Promise<Limits.Answer> answer, long until) {}

    private final Need need;
    private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
    private long askAt;
    private long nextReturn;
    /** Place of the scope in the way, from 1; below 0 if it is its quota; 0 if nobody knows yet. */
    private int obstacle;

    Line(Need need) {
        this.need = need;
    }

    Need need() {
        return need;
    }

    int size() {
        return waiting.size();
    }

    /** When it makes sense to ask for tokens. */
    long askAt() {
        return askAt;
    }

    /** True if nobody waits and nobody was told to come again. */
    boolean idle(long now) {
        return waiting.isEmpty() && nextReturn <= now;
    }

    /** Milliseconds until the last one of the line should have its tokens, at so many recipients a second. */
    long wait(long now, double perSecond) {
        double queued = perSecond > 0 ? waiting.size() * need.each() * 1_000.0 / perSecond : 0;
        return Math.max(0, askAt - now) + (long) queued;
    }

    void add(Promise<Limits.Answer> answer, long until) {
        waiting.add(new Waiter(answer, until));
    }

    /** So many have their tokens; for the next there are none before a while, because of the limit in the way. */
    void served(int messages, long now, long waitMillis, int way) {
        askAt = now + waitMillis;
        obstacle = way;
        for (int i = 0; i < messages && !waiting.isEmpty(); i++) {
            waiting.remove().answer.tryComplete(new Tokens(need.scopes(), need.each()));
        }
    }

    /** Takes out one who would wait too long, or null. */
    @Nullable
    Promise<Limits.Answer> pollHopeless() {
        Waiter head = waiting.peek();
        return head != null && head.until < askAt ? waiting.remove().answer : null;
    }

    /** The answer to one who can't wait. */
    Limits.Denied denial(long now, double perSecond) {
        boolean quota = obstacle < 0;
        Scope scope = obstacle();
        long soonest = now + Math.max(1, wait(now, perSecond));
        long step = quota || perSecond <= 0 ? 0 : (long) Math.ceil(need.each() * 1_000 / perSecond);
        nextReturn = Math.max(soonest, nextReturn + step);
        String name = scope.kind().wire() + " " + scope.id() + (quota ? " (quota of 24 hours)" : "");
        return new Limits.Denied(
                Duration.ofMillis(nextReturn - now), name, quota && scope.kind() == Scope.Kind.ACCOUNT);
    }

    /** The scope that stands in the way. */
    Scope obstacle() {
        return need.scopes().get(Math.max(0, Math.abs(obstacle) - 1));
    }
}
