package io.emailservice.service;

import io.emailservice.delivery.LiveJobs;
import io.emailservice.message.Stream;
import io.emailservice.queue.JobOptions;
import io.emailservice.queue.JobProducer;
import io.emailservice.queue.JobRevival;
import io.emailservice.queue.JobRevival.Found;
import io.emailservice.queue.NewJob;
import io.emailservice.store.Messages;
import io.emailservice.store.StoredMessage;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs that carry messages which are stored already. A message whose own job is gone gets one that has the message's id,
 * since the id of a job that is gone may be given to another one. Callable from any context.
 */
final class StoredJobs implements LiveJobs {
    private static final Logger LOG = LoggerFactory.getLogger(StoredJobs.class);
    /** Requests in memory at once; those with attachments are put together one by one. */
    private static final int MOST_AT_ONCE = 50;

    private final Messages messages;
    private final JobRevival revival;
    private final JobProducer producer;
    private final Set<String> queues;
    private final Map<Stream, String> queueOfStream;
    private final Clock clock;

    /**
     * Makes the link.
     *
     * @param queues those that are worked off
     * @param queueOfStream where messages go whose queue isn't among them any more
     */
    StoredJobs(
            Messages messages,
            JobRevival revival,
            JobProducer producer,
            Set<String> queues,
            Map<Stream, String> queueOfStream,
            Clock clock) {
        this.messages = messages;
        this.revival = revival;
        this.producer = producer;
        this.queues = Set.copyOf(queues);
        this.queueOfStream = Map.copyOf(queueOfStream);
        this.clock = clock;
    }

    /** Adds the job of a message that was just stored. A known id adds nothing. */
    Future<Void> add(UUID id, String queue, Buffer request, Instant notBefore) {
        return producer.add(queue, job(id, request, notBefore)).mapEmpty();
    }

    @Override
    public Future<Ensured> ensure(List<StoredMessage> wanted) {
        Map<String, List<StoredMessage>> byQueue =
                wanted.stream().collect(Collectors.groupingBy(this::queue, LinkedHashMap::new, Collectors.toList()));
        Future<Ensured> all = Future.succeededFuture(Ensured.NOTHING);
        for (Map.Entry<String, List<StoredMessage>> entry : byQueue.entrySet()) {
            all = all.compose(before -> ensure(entry.getKey(), entry.getValue()).map(now -> sum(before, now)));
        }
        return all;
    }

    private String queue(StoredMessage message) {
        return queues.contains(message.queue())
                ? message.queue()
                : queueOfStream.getOrDefault(message.stream(), message.queue());
    }

    private Future<Ensured> ensure(String queue, List<StoredMessage> wanted) {
        Future<Search> own = search(queue, wanted, StoredMessage::jobId);
        return own.compose(first -> search(
                        queue, first.missing(), message -> message.id().toString())
                .compose(second -> addAll(queue, second.missing())
                        .map(added -> new Ensured(
                                second.missing().size() - added.size(), first.revived() + second.revived(), added))));
    }

    private record Search(List<StoredMessage> missing, int revived) {}

    private Future<Search> search(String queue, List<StoredMessage> wanted, Function<StoredMessage, String> jobId) {
        List<String> ids = wanted.stream().map(jobId).toList();
        return revival.revive(queue, ids).map(found -> {
            List<StoredMessage> missing = new ArrayList<>();
            int revived = 0;
            for (int i = 0; i < wanted.size(); i++) {
                if (found.get(i) == Found.MISSING) {
                    missing.add(wanted.get(i));
                } else if (found.get(i) == Found.REVIVED) {
                    revived++;
                }
            }
            return new Search(missing, revived);
        });
    }

    /** Gives those for which no job can be made. */
    private Future<List<UUID>> addAll(String queue, List<StoredMessage> missing) {
        List<UUID> impossible = new ArrayList<>();
        Future<Void> all = Future.succeededFuture();
        for (int from = 0; from < missing.size(); ) {
            int to = endOfChunk(missing, from);
            List<StoredMessage> chunk = missing.subList(from, to);
            all = all.compose(before -> addChunk(queue, chunk, impossible));
            from = to;
        }
        return all.map(impossible);
    }

    private static int endOfChunk(List<StoredMessage> missing, int from) {
        int to = from;
        while (to < missing.size() && to - from < MOST_AT_ONCE && !isLarge(missing.get(to))) {
            to++;
        }
        return Math.max(to, from + 1);
    }

    private static boolean isLarge(StoredMessage message) {
        return message.document().contains("\"attachments\"");
    }

    private Future<Void> addChunk(String queue, List<StoredMessage> chunk, List<UUID> impossible) {
        List<Future<Optional<NewJob>>> read = chunk.stream().map(this::job).toList();
        return Future.all(read).compose(done -> {
            List<NewJob> jobs = new ArrayList<>();
            for (int i = 0; i < chunk.size(); i++) {
                UUID id = chunk.get(i).id();
                Optional<NewJob> job = read.get(i).result();
                job.ifPresentOrElse(jobs::add, () -> {
                    impossible.add(id);
                    LOG.warn("event=job_not_rebuilt message={} reason=\"its content isn't kept\"", id);
                });
            }
            return jobs.isEmpty()
                    ? Future.succeededFuture()
                    : producer.addAll(queue, jobs).mapEmpty();
        });
    }

    /** Empty if not all is kept that it needs. */
    private Future<Optional<NewJob>> job(StoredMessage message) {
        return messages.content(message).compose(content -> messages.attachments(message)
                .map(attachments -> attachments.isEmpty() || (content.isEmpty() && message.contentHash() != null)
                        ? Optional.empty()
                        : Optional.of(job(
                                message.id(),
                                StoredRequest.of(message.document(), content.orElse(null), attachments.get())
                                        .toBuffer(),
                                Optional.ofNullable(message.nextAttemptAt()).orElse(message.createdAt())))));
    }

    private NewJob job(UUID id, Buffer request, Instant notBefore) {
        long delay = Math.max(0, Duration.between(clock.instant(), notBefore).toMillis());
        JobOptions options = JobOptions.DEFAULTS.withJobId(id.toString()).withDelayMillis(delay);
        return new NewJob(JobDelivery.STORED, request, options);
    }

    private static Ensured sum(Ensured one, Ensured other) {
        List<UUID> impossible = new ArrayList<>(one.impossible());
        impossible.addAll(other.impossible());
        return new Ensured(one.added() + other.added(), one.revived() + other.revived(), List.copyOf(impossible));
    }
}
