package io.emailservice.store;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers of one batch, each given on its caller's context, with one hop for all callers of one event loop. Used
 * once, on the writer's context.
 */
final class Answers {
    private static final Logger log = LoggerFactory.getLogger(Answers.class);

    private final List<Runnable> here = new ArrayList<>();
    private @Nullable Map<Thread, Elsewhere> elsewhere;

    private record Elsewhere(Context context, List<Runnable> answers) {}

    void add(Waiting<?, ?> caller, Runnable answer) {
        Context context = caller.context();
        if (context == null || caller.thread() == Thread.currentThread()) {
            here.add(answer);
        } else if (context.isEventLoopContext()) {
            if (elsewhere == null) {
                elsewhere = new HashMap<>();
            }
            elsewhere
                    .computeIfAbsent(caller.thread(), loop -> new Elsewhere(context, new ArrayList<>()))
                    .answers()
                    .add(answer);
        } else {
            context.runOnContext(hop -> answer.run());
        }
    }

    void deliver() {
        if (elsewhere != null) {
            elsewhere.values().forEach(group -> group.context().runOnContext(hop -> runAll(group.answers())));
        }
        runAll(here);
    }

    /** One caller's bug must not take the answers of the others. */
    private static void runAll(List<Runnable> answers) {
        for (Runnable answer : answers) {
            try {
                answer.run();
            } catch (RuntimeException bug) {
                log.error("a caller failed on its answer", bug);
            }
        }
    }
}
