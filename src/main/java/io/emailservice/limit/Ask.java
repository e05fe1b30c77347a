package io.emailservice.limit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.message.Stream;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One question to the script, which knows its own answer's layout. */
final class Ask {
    private static final long ALIVE_MILLIS = 5_000;

    private final LimitsConfig config;
    private final List<Scope> scopes = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Line> lines = new ArrayList<>();
    private final JsonArray groups = new JsonArray();
    private final JsonArray back = new JsonArray();
    private final JsonArray slow = new JsonArray();
    private final JsonArray used = new JsonArray();
    private final JsonObject question = new JsonObject();

    Ask(LimitsConfig config) {
        this.config = config;
    }

    /** Says that this node is alive. */
    void alive(String node) {
        question.put("node", node).put("alive", ALIVE_MILLIS);
    }

    void line(Line line) {
        Line.Need need = line.need();
        JsonArray of = new JsonArray();
        need.scopes().forEach(scope -> of.add(number(scope)));
        groups.add(new JsonObject()
                .put("s", of)
                .put("n", line.size())
                .put("c", need.each())
                .put("u", need.stream() == Stream.BULK ? 1 : 0));
        lines.add(line);
    }

    /** Below 0 for what was taken without asking. */
    void back(Scope scope, long recipients) {
        back.add(new JsonObject().put("s", number(scope)).put("n", recipients));
    }

    void slow(Scope account, int reached) {
        slow.add(new JsonObject().put("s", number(account)).put("o", reached));
    }

    void used(Scope account, double recipients) {
        used.add(new JsonObject().put("s", number(account)).put("u", recipients));
    }

    /** Has the answer tell how a scope stands. */
    void reading(Scope scope) {
        number(scope);
    }

    @CanIgnoreReturnValue
    private int number(Scope scope) {
        return numbers.computeIfAbsent(scope.key(), key -> {
            scopes.add(scope);
            return scopes.size();
        });
    }

    List<Scope> scopes() {
        return scopes;
    }

    List<Line> lines() {
        return lines;
    }

    /** The question as the script reads it. */
    String json() {
        JsonArray all = new JsonArray();
        scopes.forEach(scope -> all.add(json(scope)));
        return question.put("recovery", config.recovery().toMillis())
                .put("scopes", all)
                .put("groups", groups)
                .put("back", back)
                .put("slow", slow)
                .put("used", used)
                .encode();
    }

    private JsonObject json(Scope scope) {
        return new JsonObject()
                .put("k", scope.key())
                .put("r", scope.limit().perSecond())
                .put("b", scope.limit().burst())
                .put("d", scope.limit().perDay())
                .put("f", scope.kind() == Scope.Kind.CAMPAIGN ? 0 : config.reserve())
                .put("q", scope.kind() == Scope.Kind.CAMPAIGN ? 0 : config.quotaReserve());
    }

    /** What the script said about a line. */
    record Served(int messages, long waitMillis, int way) {}

    static Served served(Response answer, int line) {
        Response one = answer.get(0).get(line);
        return new Served(
                one.get(0).toInteger(), one.get(1).toLong(), one.get(2).toInteger());
    }

    static double rate(Response answer, int scope) {
        return Double.parseDouble(answer.get(1).get(scope).get(0).toString());
    }

    static double left(Response answer, int scope) {
        return Double.parseDouble(answer.get(1).get(scope).get(1).toString());
    }

    /** 0 if the question gave no sign of life. */
    static int nodes(Response answer) {
        return answer.get(2).toInteger();
    }
}
