package io.emailservice.queue;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an error that Redis answered is about: the command, or Redis itself. In the second case nothing of a script was
 * carried out, because Redis refuses the first write as well as any later one.
 */
enum Refusal {
    /** The command or its keys are wrong; again it would be so. */
    COMMAND,
    /** Not now: no memory, no disk, no replicas, a slot that moves, another script that doesn't end. */
    MOMENT,
    /** Not by this server, or not on this connection. */
    SERVER;

    private static final Map<String, Refusal> CODES = Stream.concat(
                    Stream.of("OOM", "BUSY", "MISCONF", "NOREPLICAS", "ASK", "TRYAGAIN", "NOPERM")
                            .map(code -> Map.entry(code, MOMENT)),
                    Stream.of("LOADING", "READONLY", "MASTERDOWN", "MOVED", "CLUSTERDOWN", "NOAUTH", "UNBLOCKED")
                            .map(code -> Map.entry(code, SERVER)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    /** At the start; before Redis 7 an error inside a script comes after the place where it happened. */
    private static final Pattern CODE = Pattern.compile("(?:^|^ERR |: -)(" + String.join("|", CODES.keySet()) + ")\\b");

    static Refusal of(Throwable answer) {
        Matcher code = CODE.matcher(String.valueOf(answer.getMessage()));
        return code.find() ? CODES.getOrDefault(code.group(1), COMMAND) : COMMAND;
    }
}
