package io.emailservice.queue;

import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the schedules of one queue going. The job of a schedule brings no next one by itself: whoever claims it makes the
 * next one, before working on it, or the schedule ends. So such jobs are held until Redis has confirmed their next ones;
 * the other jobs of a claim don't wait.
 *
 * <p>Where that fails, the job isn't worked on: it goes back if Redis was away, and rests a while if Redis refused. Making
 * the next one twice is harmless, because only the schedule's latest job can. Belongs to the poller's event loop.
 */
final class Schedules {
    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);
    private static final Duration REST = Duration.ofSeconds(5);

    private final RedisLink link;
    private final QueueSetup setup;
    private final String queue;
    private final JobsInHand jobs;
    private final Trouble trouble;
    private int held;
    private boolean stopping;

    Schedules(RedisLink link, QueueSetup setup, String queue, JobsInHand jobs) {
        this.link = link;
        this.setup = setup;
        this.queue = queue;
        this.jobs = jobs;
        this.trouble = new Trouble(setup, queue, "schedule");
    }

    /** How many jobs are in hand and wait for their next ones. */
    int held() {
        return held;
    }

    /** Hands new claims over: those of schedules when their next ones are made, all others at once. */
    void take(List<Claim> claims) {
        if (claims.stream().allMatch(claim -> claim.schedule == null)) {
            jobs.take(claims);
            return;
        }
        long now = setup.clock().millis();
        List<Claim> ready = new ArrayList<>(claims.size());
        List<Claim> followed = new ArrayList<>();
        List<Object> arguments = new ArrayList<>();
        arguments.add(now);
        for (Claim claim : claims) {
            if (claim.schedule == null || !isFollowed(claim, claim.schedule, now, arguments)) {
                ready.add(claim);
            } else {
                followed.add(claim);
            }
        }
        jobs.take(ready);
        if (!followed.isEmpty()) {
            makeNext(followed, arguments);
        }
    }

    /** From now on held jobs go back when their next ones are made. */
    void stop() {
        stopping = true;
    }

    private boolean isFollowed(Claim claim, Schedule schedule, long now, List<Object> arguments) {
        NextTime next = NextTime.after(schedule, now);
        if (next instanceof NextTime.At at) {
            arguments.add(claim.job.id());
            arguments.add(schedule.id());
            arguments.add(at.millis());
            return true;
        }
        if (next instanceof NextTime.Never never) {
            ended(claim, schedule, never.reason(), never.problem());
        }
        return false;
    }

    private void makeNext(List<Claim> claims, List<Object> arguments) {
        held += claims.size();
        jobs.hold(claims);
        link.run(Script.SCHEDULE, queue, arguments).onComplete(done -> {
            held -= claims.size();
            if (done.succeeded()) {
                made(claims, done.result());
            } else if (done.cause() instanceof RedisAway) {
                LOG.warn("scheduled jobs given back, redis is away queue={} jobs={}", queue, claims.size());
                jobs.giveBack(claims);
            } else {
                putOff(claims, String.valueOf(done.cause().getMessage()));
            }
        });
    }

    private void made(List<Claim> claims, Response answers) {
        List<Claim> ready = new ArrayList<>(claims.size());
        int made = 0;
        for (int i = 0; i < claims.size(); i++) {
            Claim claim = claims.get(i);
            String answer = answers.get(i).toString();
            switch (answer) {
                case "made" -> made++;
                case "taken" -> ended(claim, Objects.requireNonNull(claim.schedule), ScheduleEnd.ID_TAKEN, "");
                case "gone", "stale" ->
                    LOG.debug(
                            "schedule goes on without this job queue={} job={} reason={}",
                            queue,
                            claim.job.id(),
                            answer);
                default -> {
                    putOff(List.of(claim), claim.job.id() + ": " + answer);
                    continue;
                }
            }
            ready.add(claim);
        }
        if (ready.size() == claims.size()) {
            trouble.over();
        }
        if (made > 0) {
            setup.metrics().scheduled(queue, made);
        }
        if (stopping) {
            jobs.giveBack(ready);
        } else {
            jobs.take(ready);
        }
    }

    /** Working on them would end their schedules, and giving them back would only bring them here again at once. */
    private void putOff(List<Claim> claims, String error) {
        trouble.met(error);
        jobs.putOff(claims, REST);
    }

    /** Told once for each last job, not for each of its attempts. */
    private void ended(Claim claim, Schedule schedule, ScheduleEnd reason, String problem) {
        if (claim.job.attemptsStarted() > 1) {
            return;
        }
        setup.metrics().scheduleEnded(queue, reason);
        String word = reason.name().toLowerCase(Locale.ROOT);
        if (reason == ScheduleEnd.UNREADABLE || reason == ScheduleEnd.ID_TAKEN) {
            LOG.error(
                    "schedule broken off queue={} schedule={} reason={} problem={}",
                    queue,
                    schedule.id(),
                    word,
                    problem);
        } else {
            LOG.info("schedule ended queue={} schedule={} reason={}", queue, schedule.id(), word);
        }
    }
}
