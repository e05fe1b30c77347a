package io.emailservice.twin.feedback;

import io.emailservice.twin.wire.Mixing;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What becomes of one message at one recipient. It follows from the script, the seed and the message alone, so neither
 * the order of messages nor a repeated acceptance changes it. Every decision has its own draw, so another rate for one
 * thing leaves the others as they were.
 */
final class Plan {
    /**
     * One thing that happens.
     *
     * @param afterMillis from the acceptance until it happens
     * @param postsAfterMillis from the acceptance until each post of it; empty if all posts are lost
     */
    record Step(Kind kind, boolean late, long afterMillis, List<Long> postsAfterMillis, int chance) {}

    private final FeedbackScript script;
    private final SplittableRandom random;

    private Plan(FeedbackScript script, SplittableRandom random) {
        this.script = script;
        this.random = random;
    }

    /** Whether the first post of a plan comes before the answer. */
    static boolean isEarly(List<Step> steps) {
        return !steps.isEmpty()
                && steps.get(0).afterMillis == 0
                && steps.get(0).postsAfterMillis.contains(0L);
    }

    static List<Step> of(FeedbackScript script, long seed, String message, String recipient) {
        long mixed = Mixing.mix(seed) ^ hash(message) ^ Long.rotateLeft(hash(recipient), 1);
        return new Plan(script, new SplittableRandom(Mixing.mix(mixed))).steps();
    }

    private List<Step> steps() {
        boolean early = random.nextDouble() < script.accidents().early();
        boolean reordered = random.nextDouble() < script.accidents().reordered();
        List<Kind> kinds = kinds();
        long[] after = new long[kinds.size()];
        long[] posts = new long[kinds.size()];
        long millis = 0;
        for (int i = 0; i < after.length; i++) {
            long delay = delay();
            millis += early && i == 0 ? 0 : delay;
            after[i] = millis;
            posts[i] = millis;
        }
        shuffle(posts, reordered, early ? 1 : 0);
        List<Step> steps = new ArrayList<>(after.length);
        boolean delivered = false;
        for (int i = 0; i < after.length; i++) {
            boolean late = kinds.get(i) == Kind.BOUNCED_HARD && delivered;
            delivered |= kinds.get(i) == Kind.DELIVERED;
            steps.add(new Step(kinds.get(i), late, after[i], posts(posts[i]), random.nextInt()));
        }
        return steps;
    }

    private List<Kind> kinds() {
        Rates rates = script.rates();
        List<Kind> kinds = new ArrayList<>();
        addIf(kinds, Kind.SENT, rates.sent());
        double fate = random.nextDouble();
        double bounced = rates.rejected() + rates.bouncedHard();
        boolean deferred = random.nextDouble() < rates.deferred();
        boolean delivered = random.nextDouble() < rates.delivered();
        if (fate < rates.rejected()) {
            kinds.add(Kind.REJECTED);
            return kinds;
        }
        if (deferred) {
            kinds.add(Kind.DEFERRED);
        }
        if (fate < bounced) {
            kinds.add(Kind.BOUNCED_HARD);
        } else if (fate < bounced + rates.bouncedSoft()) {
            kinds.add(Kind.BOUNCED_SOFT);
        } else if (delivered) {
            kinds.add(Kind.DELIVERED);
            addIf(kinds, Kind.OPENED, rates.opened());
            addIf(kinds, Kind.CLICKED, rates.clicked());
            addIf(kinds, Kind.UNSUBSCRIBED, rates.unsubscribed());
            addIf(kinds, Kind.COMPLAINED, rates.complained());
            addIf(kinds, Kind.BOUNCED_HARD, rates.bouncedLate());
        }
        return kinds;
    }

    private void addIf(List<Kind> kinds, Kind kind, double rate) {
        if (random.nextDouble() < rate) {
            kinds.add(kind);
        }
    }

    /** Fisher and Yates' shuffle; the draws are made in any case. */
    private void shuffle(long[] posts, boolean wanted, int from) {
        for (int i = posts.length - 1; i > from; i--) {
            int other = from + random.nextInt(i - from + 1);
            if (wanted) {
                long swapped = posts[i];
                posts[i] = posts[other];
                posts[other] = swapped;
            }
        }
    }

    private List<Long> posts(long millis) {
        boolean lost = random.nextDouble() < script.accidents().lost();
        boolean twice = random.nextDouble() < script.accidents().duplicated();
        long again = millis + delay();
        if (lost) {
            return List.of();
        }
        return twice ? List.of(millis, again) : List.of(millis);
    }

    private long delay() {
        return random.nextLong(script.minDelay().toMillis(), script.maxDelay().toMillis() + 1);
    }

    /** 64 bits (FNV-1a): the 32 of a text's own hash would let different messages share a fate too often. */
    private static long hash(String text) {
        long hash = 0xCBF2_9CE4_8422_2325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x0000_0100_0000_01B3L;
        }
        return hash;
    }
}
