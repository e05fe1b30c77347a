package io.emailservice;

import io.emailservice.config.InvalidConfiguration;
import io.emailservice.service.ReplayProcess;
import io.emailservice.store.Replay;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that reads kept posts again. */
@Command(
        name = "replay",
        description = {
            "Reads kept posts of providers and recipients again, as today's version understands them.",
            "Prints a line of JSON for each message that is understood differently, and the sums as last line."
        })
final class ReplayCommand implements Callable<Integer> {
    @CommandLine.Mixin
    private final Main.ConfigOption config = new Main.ConfigOption();

    @Option(names = "--from", required = true, description = "instant (2026-01-31T08:00:00Z) or id of the first post")
    private String from = "";

    @Option(names = "--to", description = "instant, or id of the last post (default: now)")
    private @Nullable String to;

    @Option(names = "--apply", description = "write what differs; without it, it is only shown")
    private boolean apply;

    @Override
    public Integer call() {
        Clock clock = Clock.systemUTC();
        return new ReplayProcess(config.read(), clock).run(span(from, to, clock.instant()), apply, System.out);
    }

    /** Package-private for its test. */
    static Replay.Span span(String from, @Nullable String to, Instant now) {
        Replay.Span span = Replay.Span.of(Instant.EPOCH, now);
        span = isId(from) ? span.from(UUID.fromString(from)) : Replay.Span.of(instant("--from", from), now);
        if (to == null) {
            return span;
        }
        return isId(to) ? span.to(UUID.fromString(to)) : span.until(instant("--to", to));
    }

    private static boolean isId(String text) {
        return text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    }

    private static Instant instant(String option, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException neither) {
            throw new InvalidConfiguration(List.of(option + ": must be an instant in UTC or the id of a post"));
        }
    }
}
