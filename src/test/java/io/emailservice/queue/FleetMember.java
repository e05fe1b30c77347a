package io.emailservice.queue;

import io.emailservice.testing.ClassPath;
import io.emailservice.testing.Node;
import io.emailservice.testing.TestRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** One worker process of a fleet. */
interface FleetMember {
    ProcessHandle process();

    /** True once it serves the queue. */
    boolean isReady();

    /** Ends it in order; gives what it reported as errors. */
    List<String> stop();

    /** Ends it as a crash would. */
    default void kill() {
        process().destroyForcibly();
    }

    /** The official worker, doing what a job's data says. */
    final class Official implements FleetMember {
        private static final int JOBS_AT_ONCE = 4;
        private static final String WORK = """
                kept.worker = new bullmq.Worker('mail', async (job, token) => {
                  await new Promise((done) => setTimeout(done, job.data.ms));
                  const first = job.attemptsStarted === 1;
                  switch (job.data.act) {
                    case 'report':
                      await job.updateProgress({ part: 0.5 });
                      await job.log('half done');
                      break;
                    case 'children':
                      if (first) {
                        const parent = { id: job.id, queue: job.queueQualifiedName };
                        kept.queue ??= new bullmq.Queue('mail', { connection, skipMetasUpdate: true });
                        await kept.queue.add('child', { act: 'ok', ms: 5 }, { parent, ignoreDependencyOnFailure: true });
                        if (await job.moveToWaitingChildren(token)) throw new bullmq.WaitingChildrenError();
                      }
                      break;
                    case 'limit':
                      if (first) {
                        await kept.worker.rateLimit(%d);
                        throw bullmq.Worker.RateLimitError();
                      }
                      break;
                    case 'fail': throw new Error('it failed');
                    case 'twice': if (job.attemptsMade < 1) throw new Error('not yet'); break;
                    case 'unrecoverable': throw new bullmq.UnrecoverableError('no use');
                    case 'later':
                      if (first) {
                        await job.moveToDelayed(Date.now() + 40, token);
                        throw new bullmq.DelayedError();
                      }
                      break;
                    case 'again':
                      if (first) {
                        await job.moveToWait(token);
                        throw new bullmq.WaitingError();
                      }
                      break;
                    case 'poison': process.kill(process.pid, 'SIGKILL');
                  }
                  return { by: 'node' };
                }, { connection, concurrency: %d, lockDuration: %d, stalledInterval: %d, drainDelay: 1 });
                kept.worker.on('error', (error) => errors.push(error.message));
                """.formatted(
                        FleetWorker.LIMIT.toMillis(),
                        JOBS_AT_ONCE,
                        FleetWorker.LOCK.toMillis(),
                        FleetWorker.STALLED_INTERVAL.toMillis());

        private final Node node;

        Official(String client, TestRedis redis) {
            node = Node.start(client, redis);
            node.run(WORK);
        }

        @Override
        public ProcessHandle process() {
            return node.process();
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public List<String> stop() {
            node.run("await kept.worker.close();");
            List<String> errors = node.errors();
            node.close();
            return errors;
        }
    }

    /** A process with our worker. */
    final class Ours implements FleetMember {
        private final Process process;
        private final Queue<String> errors = new ConcurrentLinkedQueue<>();
        private volatile boolean ready;

        Ours(TestRedis redis) {
            try {
                process = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx128m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Dlogback.configurationFile=logback-quiet.xml",
                                "-cp",
                                ClassPath.ofTests(),
                                FleetWorker.class.getName(),
                                redis.url())
                        .redirectErrorStream(true)
                        .start();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
            Thread reader = new Thread(this::read, "fleet-output");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().forEach(line -> {
                    ready = ready || line.equals(FleetWorker.READY);
                    if (line.contains(" ERROR ")) {
                        errors.add(line);
                    }
                });
            } catch (IOException | UncheckedIOException killed) {
                // What it said before is enough.
            }
        }

        @Override
        public ProcessHandle process() {
            return process.toHandle();
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public List<String> stop() {
            try {
                process.getOutputStream().close();
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    kill();
                    return List.of("our worker didn't stop");
                }
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return List.copyOf(errors);
        }
    }
}
