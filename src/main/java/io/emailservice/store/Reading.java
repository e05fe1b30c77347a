package io.emailservice.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * How today's reading of some posts differs from what was kept of them, for one message. Pure.
 *
 * @param added told today, and never kept
 * @param changed told today, but otherwise
 * @param withdrawn kept, and told no more
 */
record Reading(List<KeptFeedback> added, List<Change> changed, List<KeptFeedback> withdrawn) {
    Reading {
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        withdrawn = List.copyOf(withdrawn);
    }

    /** One event of a provider, read in two ways. */
    record Change(KeptFeedback before, KeptFeedback after) {}

    /**
     * Feedback that was kept from a post outside of {@code posts} stays as it is: whatever the posts say of it repeats it.
     *
     * @param told what the posts say today, all about one message
     * @param kept what was kept of that message, at least from these posts
     */
    static Reading of(Collection<KeptFeedback> told, Collection<KeptFeedback> kept, Set<UUID> posts) {
        Map<UUID, List<KeptFeedback>> byKey = new LinkedHashMap<>();
        told.forEach(one ->
                byKey.computeIfAbsent(one.key(), none -> new ArrayList<>()).add(one));
        List<Change> changed = new ArrayList<>();
        List<KeptFeedback> withdrawn = new ArrayList<>();
        for (KeptFeedback before : kept) {
            List<KeptFeedback> now = byKey.remove(before.key());
            if (posts.contains(before.postId())) {
                if (now == null) {
                    withdrawn.add(before);
                } else if (!now.contains(before)) {
                    changed.add(new Change(before, ofSamePost(now, before)));
                }
            }
        }
        return new Reading(byKey.values().stream().map(some -> some.get(0)).toList(), changed, withdrawn);
    }

    /** An event may have been posted twice; the first one counted. */
    private static KeptFeedback ofSamePost(List<KeptFeedback> told, KeptFeedback before) {
        return told.stream()
                .filter(one -> one.postId().equals(before.postId()))
                .findFirst()
                .orElse(told.get(0));
    }

    boolean same() {
        return added.isEmpty() && changed.isEmpty() && withdrawn.isEmpty();
    }

    /** What counts from now on, in the place of what was kept. */
    List<KeptFeedback> over(Collection<KeptFeedback> kept) {
        Map<UUID, KeptFeedback> all = new LinkedHashMap<>();
        kept.forEach(one -> all.put(one.key(), one));
        withdrawn.forEach(one -> all.remove(one.key()));
        changed.forEach(change -> all.put(change.after().key(), change.after()));
        added.forEach(one -> all.put(one.key(), one));
        return List.copyOf(all.values());
    }

    /** What is told anew, whether or not something else was told before. */
    List<KeptFeedback> fresh() {
        List<KeptFeedback> fresh = new ArrayList<>(added);
        changed.forEach(change -> fresh.add(change.after()));
        return fresh;
    }

    /** What is told no more, whether or not something else is told now. */
    List<KeptFeedback> gone() {
        List<KeptFeedback> gone = new ArrayList<>(withdrawn);
        changed.forEach(change -> gone.add(change.before()));
        return gone;
    }
}
