package io.emailservice.chaos;

import io.emailservice.message.Stream;
import io.emailservice.queue.JobOptions;
import io.emailservice.queue.NewJob;
import io.vertx.core.json.JsonObject;

/**
 * The requests of one round, by their number: every other one comes as a BullMQ job, the others over HTTP; of either, half
 * are transactional and half are bulk. Each has a recipient of its own, by which it is found again at the twin.
 */
record Requests(long seed, int count) {
    static final String TRANSACTIONAL = "email";
    static final String BULK = "email-bulk";

    static boolean isJob(int number) {
        return number % 2 == 0;
    }

    static Stream stream(int number) {
        return number / 2 % 2 == 0 ? Stream.TRANSACTIONAL : Stream.BULK;
    }

    static String queue(int number) {
        return stream(number) == Stream.BULK ? BULK : TRANSACTIONAL;
    }

    String recipient(int number) {
        return "r" + number + "-" + seed + "@inbox.example.com";
    }

    String key(int number) {
        return "chaos-" + seed + "-" + number;
    }

    /** The number of the request with this recipient. */
    static int number(String recipient) {
        return Integer.parseInt(recipient.substring(1, recipient.indexOf('-')));
    }

    JsonObject body(int number) {
        return new JsonObject()
                .put("from", new JsonObject().put("email", "news@mail.example.com"))
                .put("to", new JsonObject().put("email", recipient(number)))
                .put("stream", stream(number).wire())
                .put(
                        "content",
                        new JsonObject()
                                .put("subject", "Hello {{firstName}}")
                                .put("html", "<p>Hello {{firstName}}</p>"))
                .put("data", new JsonObject().put("firstName", "Ann"))
                .put("metadata", new JsonObject().put("stepExecutionId", "step-" + number / 10));
    }

    /** With an id of its own, so that it may be added again after a lost answer. */
    NewJob job(int number, String suffix) {
        JsonObject data = body(number).put("idempotencyKey", key(number));
        return new NewJob("send", data.toBuffer(), JobOptions.DEFAULTS.withJobId("c-" + number + suffix));
    }
}
