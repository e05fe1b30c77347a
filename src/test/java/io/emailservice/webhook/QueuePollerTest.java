package io.emailservice.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emailservice.testing.Sections;
import io.emailservice.testing.TestClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The loop over a queue that fails as scripted. */
class QueuePollerTest {
    private static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:feedback";

    private final Vertx vertx = Vertx.vertx();
    private final TestClock clock = TestClock.create();
    private final MemoryInbox inbox = new MemoryInbox();
    private final Notes notes = new Notes();
    private final Scripted queue = new Scripted();
    private final QueuePoller poller = new QueuePoller(
            vertx,
            "q",
            Sections.read("{url: 'http://h/q', visibility: 2s}", QueueConfig::from),
            queue,
            new QueuedPosts("ses-main", List.of(TOPIC), clock),
            inbox,
            notes,
            clock);

    /** Answers what is queued, then waits as an empty queue does. */
    private static final class Scripted implements QueueClient {
        final ConcurrentLinkedQueue<Future<List<Received>>> receives = new ConcurrentLinkedQueue<>();
        final List<String> deleted = new CopyOnWriteArrayList<>();
        final List<String> hidden = new CopyOnWriteArrayList<>();
        final Set<String> stubborn = new HashSet<>();
        final Promise<List<Received>> waiting = Promise.promise();

        @Override
        public Future<List<Received>> receive() {
            Future<List<Received>> next = receives.poll();
            return next == null ? waiting.future() : next;
        }

        @Override
        public Future<Set<String>> delete(List<String> handles) {
            Set<String> again = new HashSet<>(handles);
            again.retainAll(stubborn);
            stubborn.clear();
            handles.stream().filter(handle -> !again.contains(handle)).forEach(deleted::add);
            return Future.succeededFuture(again);
        }

        @Override
        public Future<Void> hide(List<String> handles, Duration duration) {
            hidden.addAll(handles);
            return Future.succeededFuture();
        }

        @Override
        public void close() {
            waiting.tryFail("closed");
        }
    }

    private static QueueClient.Received message(String id, String body) {
        return new QueueClient.Received(id, "handle-" + id, body);
    }

    private static String envelope(String topic, String id) {
        return "{\"Type\":\"Notification\",\"MessageId\":\"" + id + "\",\"TopicArn\":\"" + topic
                + "\",\"Message\":\"{}\"}";
    }

    private void start() {
        vertx.runOnContext(now -> poller.start());
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void keepsEnvelopesBareEventsAndPoisonAndDeletesThem() {
        queue.receives.add(Future.succeededFuture(List.of(
                message("1", envelope(TOPIC, "sns-1")),
                message("2", "{\"eventType\":\"Delivery\"}"),
                message("3", "\0poison"))));
        start();

        await().until(() -> queue.deleted.size() == 3);
        assertThat(inbox.kept()).extracting(RawPost::key).containsExactly("sns-1", "2", "3");
        assertThat(inbox.kept()).allSatisfy(post -> {
            assertThat(post.way()).isEqualTo(RawPost.Way.SQS);
            assertThat(post.account()).isEqualTo("ses-main");
        });
        assertThat(notes.measured).contains("q received 3", "q deleted 3");
    }

    @Test
    void leavesMessagesWhoseCommitFailed() {
        queue.receives.add(Future.succeededFuture(List.of(message("1", "a"))));
        queue.receives.add(Future.succeededFuture(List.of(message("1", "a"))));
        Promise<Void> first = Promise.promise();
        inbox.commits(first::future);
        start();
        await().until(() -> notes.measured.contains("q received 1"));
        inbox.commits(Future::succeededFuture);
        first.fail("the database is away");

        await().until(() -> queue.deleted.equals(List.of("handle-1")));
        assertThat(inbox.kept()).hasSize(1);
        assertThat(notes.measured).contains("q failed store");
    }

    @Test
    void deletesAgainWhatWasNotDeleted() {
        queue.stubborn.add("handle-2");
        queue.receives.add(Future.succeededFuture(List.of(message("1", "a"), message("2", "b"))));
        start();

        await().until(() -> queue.deleted.equals(List.of("handle-1", "handle-2")));
        assertThat(notes.measured).containsSubsequence("q deleted 1", "q deleted 1");
    }

    @Test
    void leavesEnvelopesOfForeignTopics() {
        queue.receives.add(Future.succeededFuture(List.of(
                message("1", envelope("arn:aws:sns:eu-west-1:999999999999:feedback", "sns-1")), message("2", "b"))));
        start();

        await().until(() -> queue.deleted.equals(List.of("handle-2")));
        assertThat(inbox.kept()).extracting(RawPost::key).containsExactly("2");
        assertThat(notes.measured).contains("ses refused unknown_topic");
    }

    @Test
    void comesBackAfterTheQueueWasAway() {
        queue.receives.add(Future.failedFuture("no such host"));
        queue.receives.add(Future.succeededFuture(List.of(message("1", "a"))));
        start();

        await().until(() -> queue.deleted.size() == 1);
        assertThat(notes.measured).startsWith("q failed receive");
    }

    @Test
    void hidesMessagesFromOthersWhileTheyWaitAndStopsAfterThem() {
        Promise<Void> commit = Promise.promise();
        inbox.commits(commit::future);
        queue.receives.add(Future.succeededFuture(List.of(message("1", "a"))));
        start();
        await().until(() -> queue.hidden.contains("handle-1"));

        Promise<Void> stopped = Promise.promise();
        vertx.runOnContext(now -> poller.stop().onComplete(stopped));
        vertx.runOnContext(now -> assertThat(stopped.future().isComplete()).isFalse());
        commit.complete();

        await().until(() -> stopped.future().succeeded());
        assertThat(queue.deleted).containsExactly("handle-1");
    }

    @Test
    void stopsWhileItWaitsForMessages() {
        start();
        Promise<Void> stopped = Promise.promise();
        vertx.runOnContext(now -> poller.stop().onComplete(stopped));

        await().until(() -> stopped.future().succeeded());
        assertThat(notes.measured).isEmpty();
    }
}
