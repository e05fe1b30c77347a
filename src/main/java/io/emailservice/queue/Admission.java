package io.emailservice.queue;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a server must be before a connection to it is used: ready, the owner of our keys, a primary, new enough, and if it
 * is one of a cluster, one that owns all our queues.
 */
final class Admission {
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final int MAJOR = 6;
    private static final int MINOR = 2;

    private final String key;
    private final boolean oneSlot;

    /**
     * @param key one of ours, to ask with; a node of a cluster that doesn't own it names the owner
     * @param oneSlot true if a cluster keeps all our keys in one slot
     */
    Admission(String key, boolean oneSlot) {
        this.key = key;
        this.oneSlot = oneSlot;
    }

    /** Asks; fails with why the server can't be used. Gives what is known of it: nothing if it may not be asked. */
    Future<ServerInfo> check(RedisConnection made) {
        return made.send(Request.cmd(Command.EXISTS).arg(key))
                .compose(serves -> made.send(Request.cmd(Command.INFO))
                        .map(text -> ServerInfo.read(String.valueOf(text)))
                        .recover(error -> Refusal.of(error) == Refusal.MOMENT
                                ? Future.succeededFuture(ServerInfo.UNKNOWN)
                                : Future.failedFuture(error)))
                .compose(info -> info.problem(oneSlot)
                        .<Future<ServerInfo>>map(problem -> Future.failedFuture(new RedisAway(problem, false)))
                        .orElseGet(() -> Future.succeededFuture(info)));
    }

    /** The part of a key by which a cluster chooses its slot; null if that is the whole key. */
    static @Nullable String hashTag(String key) {
        int from = key.indexOf('{');
        int to = from < 0 ? -1 : key.indexOf('}', from);
        return to > from + 1 ? key.substring(from + 1, to) : null;
    }

    /** What a server says of itself. */
    record ServerInfo(Map<String, String> facts) {
        static final ServerInfo UNKNOWN = new ServerInfo(Map.of());

        static ServerInfo read(String text) {
            return new ServerInfo(text.lines()
                    .filter(line -> line.indexOf(':') > 0)
                    .collect(Collectors.toUnmodifiableMap(
                            line -> line.substring(0, line.indexOf(':')),
                            line -> line.substring(line.indexOf(':') + 1).strip(),
                            (first, second) -> first)));
        }

        String version() {
            return facts.getOrDefault("redis_version", "unknown");
        }

        boolean isCluster() {
            return facts.getOrDefault("redis_mode", "").equals("cluster");
        }

        /** True if Redis removes keys on its own when memory runs short: jobs among them. */
        boolean evicts() {
            return !facts.getOrDefault("maxmemory_policy", "noeviction").equals("noeviction");
        }

        Optional<String> problem(boolean oneSlot) {
            if (facts.getOrDefault("role", "master").equals("slave")) {
                return Optional.of("this server is a replica, it takes no writes");
            }
            Matcher version = VERSION.matcher(version());
            if (version.matches() && isTooOld(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2)))) {
                return Optional.of("Redis " + version() + " is too old, " + MAJOR + "." + MINOR + " is needed");
            }
            if (isCluster() && !oneSlot) {
                return Optional.of(
                        "a Redis Cluster needs all queues in one slot: put a hash tag like {bull} in the prefix"
                                + " or the same one in every queue's name");
            }
            return Optional.empty();
        }

        private static boolean isTooOld(int major, int minor) {
            return major < MAJOR || (major == MAJOR && minor < MINOR);
        }
    }
}
