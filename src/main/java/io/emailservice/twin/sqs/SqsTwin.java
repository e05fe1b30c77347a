package io.emailservice.twin.sqs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.twin.wire.Answer;
import io.emailservice.twin.wire.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers the calls of SQS. Signatures aren't computed: only the form of the header and the access key are looked at. */
public final class SqsTwin {
    private static final String TARGET = "AmazonSQS.";
    private static final String CONTENT_TYPE = "application/x-amz-json-1.0";
    private static final String ACCOUNT = "123456789012";
    private static final int MOST_RECEIVED = 10;
    private static final int LONGEST_WAIT = 20;
    private static final int LARGEST_BODY = 1 << 20;
    private static final int LONGEST_VISIBILITY = (int) SqsConfig.LONGEST_VISIBILITY.toSeconds();

    private final SqsQueues queues;
    private final String accessKeyId;
    private final LongPolls polls;

    public SqsTwin(Vertx vertx, SqsQueues queues, String accessKeyId) {
        this.queues = queues;
        this.accessKeyId = accessKeyId;
        this.polls = new LongPolls(vertx, queues);
    }

    /** Whether a request is for SQS. */
    public static boolean takes(HttpServerRequest request) {
        String target = request.getHeader("X-Amz-Target");
        return target != null && target.startsWith(TARGET);
    }

    /** The answer; a receive may wait for it. */
    public Future<Answer> answer(HttpServerRequest request, byte[] body) {
        try {
            checkKey(request.getHeader(HttpHeaders.AUTHORIZATION));
            SqsRequest call = SqsRequest.parse(body);
            String action = request.getHeader("X-Amz-Target").substring(TARGET.length());
            return action.equals("ReceiveMessage")
                    ? receive(request, call)
                    : Future.succeededFuture(ok(act(action, call, "http://" + request.authority())));
        } catch (SqsError error) {
            return Future.succeededFuture(error(error));
        }
    }

    private void checkKey(@Nullable String authorization) {
        if (authorization == null || !authorization.contains("Credential=" + accessKeyId + '/')) {
            throw SqsError.of(
                    "UnrecognizedClientException",
                    "InvalidClientTokenId",
                    "The security token included in the request is invalid.");
        }
    }

    private Future<Answer> receive(HttpServerRequest request, SqsRequest call) {
        SqsQueue queue = queues.find(call.queueName());
        int most = call.number("MaxNumberOfMessages", 1, 1, MOST_RECEIVED);
        int wait = call.number("WaitTimeSeconds", 0, 0, LONGEST_WAIT);
        Duration visibility = visibility(call, queues.settings().visibility());
        Set<String> attributes = call.texts("MessageSystemAttributeNames");
        attributes.addAll(call.texts("AttributeNames"));
        return polls.receive(queue, most, visibility, Duration.ofSeconds(wait), request.response()::closed)
                .map(messages -> ok(ReceivedMessages.json(messages, attributes)));
    }

    private ObjectNode act(String action, SqsRequest call, String base) {
        return switch (action) {
            case "CreateQueue" -> address(queues.make(call.text("QueueName")), base);
            case "GetQueueUrl" -> address(queues.find(call.text("QueueName")), base);
            case "GetQueueAttributes" -> attributes(queues.find(call.queueName()));
            case "SendMessage" -> send(queues.find(call.queueName()), call);
            case "DeleteMessage" -> one(queues.find(call.queueName()), call, this::delete);
            case "ChangeMessageVisibility" -> one(queues.find(call.queueName()), call, this::change);
            case "DeleteMessageBatch" -> batch(queues.find(call.queueName()), call, this::delete);
            case "ChangeMessageVisibilityBatch" -> batch(queues.find(call.queueName()), call, this::change);
            default -> throw SqsError.of("UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation", action);
        };
    }

    private static ObjectNode address(SqsQueue queue, String base) {
        return Json.object().put("QueueUrl", base + '/' + ACCOUNT + '/' + queue.name());
    }

    private ObjectNode attributes(SqsQueue queue) {
        ObjectNode answer = Json.object();
        answer.putObject("Attributes")
                .put("QueueArn", "arn:aws:sqs:us-east-1:" + ACCOUNT + ':' + queue.name())
                .put("ApproximateNumberOfMessages", String.valueOf(queue.visible()))
                .put("ApproximateNumberOfMessagesNotVisible", String.valueOf(queue.inFlight()))
                .put(
                        "VisibilityTimeout",
                        String.valueOf(queues.settings().visibility().toSeconds()));
        return answer;
    }

    private static ObjectNode send(SqsQueue queue, SqsRequest call) {
        String body = call.text("MessageBody");
        SqsError.check(!body.isEmpty() && body.length() <= LARGEST_BODY, "MessageBody must be 1 to 1048576 bytes.");
        SqsError.check(!call.has("MessageAttributes"), "the twin takes no message attributes");
        QueuedMessage message = queue.send(body, () -> {});
        if (message == null) {
            throw SqsError.of("OverLimit", "OverLimit", "the queue of the twin is full");
        }
        return Json.object().put("MessageId", message.id).put("MD5OfMessageBody", message.md5);
    }

    private void delete(SqsQueue queue, SqsRequest entry) {
        queue.delete(entry.text("ReceiptHandle"));
    }

    private void change(SqsQueue queue, SqsRequest entry) {
        if (!entry.has("VisibilityTimeout")) {
            throw SqsError.missing("VisibilityTimeout");
        }
        queue.changeVisibility(entry.text("ReceiptHandle"), visibility(entry, Duration.ZERO));
    }

    private static Duration visibility(SqsRequest call, Duration fallback) {
        return call.has("VisibilityTimeout")
                ? Duration.ofSeconds(call.number("VisibilityTimeout", 0, 0, LONGEST_VISIBILITY))
                : fallback;
    }

    private interface Act {
        void on(SqsQueue queue, SqsRequest entry);
    }

    private static ObjectNode one(SqsQueue queue, SqsRequest call, Act act) {
        act.on(queue, call);
        return Json.object();
    }

    private ObjectNode batch(SqsQueue queue, SqsRequest call, Act act) {
        ObjectNode answer = Json.object();
        ArrayNode successful = Json.array();
        ArrayNode failed = Json.array();
        for (SqsRequest entry : call.entries()) {
            Consumer<SqsError> fails = error -> failed.addObject()
                    .put("Id", entry.text("Id"))
                    .put("SenderFault", !error.type().equals("InternalError"))
                    .put("Code", error.queryCode())
                    .put("Message", error.text());
            if (queues.fails()) {
                fails.accept(SqsError.of("InternalError", "InternalError", "We encountered an internal error."));
                continue;
            }
            try {
                act.on(queue, entry);
                successful.addObject().put("Id", entry.text("Id"));
            } catch (SqsError error) {
                fails.accept(error);
            }
        }
        answer.set("Successful", successful);
        answer.set("Failed", failed);
        return answer;
    }

    private static Answer ok(ObjectNode body) {
        return new Answer(200, CONTENT_TYPE, Buffer.buffer(body.toString()), Map.of(), Answer.NOTHING_ACCEPTED);
    }

    private static Answer error(SqsError error) {
        int status = error.type().equals("UnrecognizedClientException") ? 403 : 400;
        String body = Json.object()
                .put("__type", "com.amazonaws.sqs#" + error.type())
                .put("message", error.text())
                .toString();
        return new Answer(
                status,
                CONTENT_TYPE,
                Buffer.buffer(body),
                Map.of("x-amzn-query-error", error.queryCode() + ";Sender"),
                Answer.NOTHING_ACCEPTED);
    }
}
