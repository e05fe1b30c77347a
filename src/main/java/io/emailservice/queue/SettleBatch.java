package io.emailservice.queue;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Claims to be settled together, in the order in which the script is to take them. */
final class SettleBatch {
    private static final int LONGEST_TEXT = 4000;
    private static final int MOST_STACK_TRACES = 50;

    /**
     * In claim order, for that is how the list of active jobs is sorted. What is released comes last and newest first:
     * each goes before the one released before it.
     */
    private static final Comparator<Claim> ORDER = (a, b) -> {
        boolean first = isRelease(a);
        boolean second = isRelease(b);
        if (first != second) {
            return first ? 1 : -1;
        }
        return first ? Long.compare(b.turn, a.turn) : Long.compare(a.turn, b.turn);
    };

    private SettleBatch() {}

    /** What the jobs of a batch have in common is sent once: see {@code settle.lua}. */
    private record Profile(Settlement.Kind kind, String token, Keep keep, int option) {
        static Profile of(Claim claim, Settlement settlement, FinishRules rules) {
            JobOptions options = claim.job.options();
            Settlement.Kind kind = settlement.kind();
            return switch (kind) {
                case COMPLETE ->
                    new Profile(kind, claim.job.token(), keep(options.removeOnComplete(), rules.completed()), 0);
                case FAIL ->
                    new Profile(
                            kind, claim.job.token(), keep(options.removeOnFail(), rules.failed()), options.attempts());
                case RETRY -> new Profile(kind, claim.job.token(), Keep.ALL, options.lifo() ? 1 : 0);
                case DELAY, RELEASE, LIMIT, AWAIT_CHILDREN -> new Profile(kind, claim.job.token(), Keep.ALL, 0);
            };
        }

        private static Keep keep(@Nullable Keep asked, Keep otherwise) {
            return asked == null ? otherwise : asked;
        }

        void write(List<Object> arguments) {
            arguments.add(word(kind));
            arguments.add(token);
            arguments.add(keep.count());
            arguments.add(keep.ageSeconds());
            arguments.add(keep.limit());
            arguments.add(option);
        }
    }

    /** What the scripts call a kind of settlement. */
    private static String word(Settlement.Kind kind) {
        return switch (kind) {
            case COMPLETE -> "complete";
            case FAIL -> "fail";
            case RETRY -> "retry";
            case DELAY -> "delay";
            case RELEASE -> "release";
            case LIMIT -> "limit";
            case AWAIT_CHILDREN -> "children";
        };
    }

    /** The arguments of {@code ask.lua}. */
    static List<Object> questions(List<Claim> claims) {
        List<Object> arguments = new ArrayList<>(claims.size() * 5);
        for (Claim claim : claims) {
            arguments.add(claim.job.id());
            arguments.add(word(Objects.requireNonNull(claim.settlement).kind()));
            arguments.add(claim.job.attemptsMade());
            arguments.add(claim.job.attemptsStarted());
            arguments.add(claim.job.stalledCount());
        }
        return arguments;
    }

    /** Sorts the claims into the script's order. */
    static void sort(List<Claim> claims) {
        claims.sort(ORDER);
    }

    /**
     * The script's arguments; the claims must be sorted, and all have a settlement.
     *
     * @param limit the worker's own rate limit, or null
     */
    static List<Object> arguments(List<Claim> claims, long nowMillis, FinishRules rules, @Nullable RateLimit limit) {
        Map<Profile, Integer> profiles = new LinkedHashMap<>();
        List<Object> jobs = new ArrayList<>(claims.size() * 4);
        for (Claim claim : claims) {
            Settlement settlement = Objects.requireNonNull(claim.settlement);
            Profile profile = Profile.of(claim, settlement, rules);
            Integer number = profiles.putIfAbsent(profile, profiles.size() + 1);
            jobs.add(number == null ? profiles.size() : number);
            jobs.add(claim.job.id());
            writeJob(jobs, claim, settlement);
        }
        List<Object> arguments = new ArrayList<>(4 + profiles.size() * 6 + jobs.size());
        arguments.add(nowMillis);
        arguments.add(limit == null ? "" : limit.max());
        arguments.add(rules.metricsMinutes());
        arguments.add(profiles.size());
        profiles.keySet().forEach(profile -> profile.write(arguments));
        arguments.addAll(jobs);
        return arguments;
    }

    private static void writeJob(List<Object> arguments, Claim claim, Settlement settlement) {
        switch (settlement.kind()) {
            case COMPLETE -> arguments.add(json(settlement.text()));
            case FAIL -> {
                arguments.add(bounded(settlement.text()));
                arguments.add(stackTraces(claim, settlement));
            }
            case RETRY -> {
                arguments.add(bounded(settlement.text()));
                arguments.add(stackTraces(claim, settlement));
                arguments.add(claim.delayMillis);
            }
            case DELAY -> {
                arguments.add(bounded(settlement.text()));
                arguments.add(claim.delayMillis);
            }
            case LIMIT -> arguments.add(claim.delayMillis);
            case RELEASE, AWAIT_CHILDREN -> {
                // The id says it all.
            }
        }
    }

    private static boolean isRelease(Claim claim) {
        return claim.settlement instanceof Settlement.Release || claim.settlement instanceof Settlement.Limit;
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }

    /** One return value that isn't JSON would end the event reader of every Node.js process on the queue. */
    static String json(String text) {
        if (text.equals("null") || isJson(text)) {
            return text;
        }
        return write(json -> json.writeString(text));
    }

    private static boolean isJson(String text) {
        try (JsonParser parser = JobOptionsJson.JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.currentToken() != null && parser.nextToken() == null;
        } catch (IOException notJson) {
            return false;
        }
    }

    /** The failures of a job as a JSON list of texts, newest last; the reason stands for the trace we don't have. */
    private static String stackTraces(Claim claim, Settlement settlement) {
        int asked = claim.job.options().stackTraceLimit();
        int limit = asked < 0 ? MOST_STACK_TRACES : Math.min(asked, MOST_STACK_TRACES);
        List<String> traces = claim.stackTraces == null ? new ArrayList<>() : texts(claim.stackTraces);
        traces.add(bounded(settlement.text()));
        List<String> newest = traces.subList(Math.max(0, traces.size() - limit), traces.size());
        return write(json -> {
            json.writeStartArray();
            for (String trace : newest) {
                json.writeString(trace);
            }
            json.writeEndArray();
        });
    }

    private static List<String> texts(String list) {
        List<String> texts = new ArrayList<>();
        try (JsonParser parser = JobOptionsJson.JSON.createParser(list)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.VALUE_STRING) {
                texts.add(parser.getText());
            }
        } catch (IOException notJson) {
            return new ArrayList<>();
        }
        return texts;
    }

    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private static String write(Body body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JobOptionsJson.JSON.createGenerator(text)) {
            body.write(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException("a string can be written", impossible);
        }
        return text.toString();
    }
}
