// The official worker: starts and ends on demand, and does with each job what its data says.
import { act } from './others.mjs';
import { pass } from './time.mjs';

const workers = [];
const errors = [];

// Without a trace of its own, whose lines name files.
const thrown = (error, reason) => {
  error.stack = `Error: ${reason}`;
  return error;
};

const ends = {
  async ok(env, program, job, token, end) {
    return end.ok === '' ? undefined : JSON.parse(end.ok);
  },
  async fail(env, program, job, token, end) {
    throw thrown(new Error(end.fail), end.fail);
  },
  async giveUp({ bullmq }, program, job, token, end) {
    throw thrown(new bullmq.UnrecoverableError(end.giveUp), end.giveUp);
  },
  async delay({ bullmq }, program, job, token, end) {
    await job.moveToDelayed(Date.now() + end.delay, token);
    throw new bullmq.DelayedError();
  },
  async wait({ bullmq }, program, job, token) {
    await job.moveToWait(token);
    throw new bullmq.WaitingError();
  },
  async children({ bullmq }, program, job, token, end) {
    if (await job.moveToWaitingChildren(token)) {
      throw new bullmq.WaitingChildrenError();
    }
    return end.then === '' ? undefined : JSON.parse(end.then);
  },
  async limit({ bullmq }, program, job, token, end) {
    await queueWorker(job).rateLimit(end.limit);
    throw bullmq.Worker.RateLimitError();
  },
};

const queueWorker = (job) => workers.find((worker) => worker.name === job.queueName);

const acts = {
  log: (env, program, job, token, { row }) => job.log(row),
  progress: (env, program, job, token, { json }) => job.updateProgress(JSON.parse(json)),
  data: (env, program, job) => job.updateData({ ...job.data, [`note${job.attemptsStarted}`]: 1 }),
  dropLock: (env, program, job) => act(env, { program, what: { op: 'dropLock', queue: job.queueName, id: job.id } }),
  stealLock: (env, program, job) => act(env, { program, what: { op: 'stealLock', queue: job.queueName, id: job.id } }),
  other: (env, program, job, token, { what }) => act(env, { program, what }),
};

const work = (env, program) => async (job, token) => {
  const { does } = job.data;
  const step = does[Math.min(job.attemptsStarted, does.length) - 1];
  for (const one of step.acts) {
    await acts[one.do](env, program, job, token, one);
  }
  pass(step.takes);
  return ends[Object.keys(step.end)[0]](env, program, job, token, step.end);
};

export async function start(env, { program, queues }) {
  const { name, concurrency, metrics, removeOnComplete, removeOnFail, maxStartedAttempts, limiter } = program.worker;
  for (const queue of queues) {
    const worker = new env.bullmq.Worker(queue, work(env, program), {
      connection: env.redis, prefix: program.prefix, concurrency, lockDuration: 600_000, stalledInterval: 600_000,
      ...(name && { name }), ...(metrics && { metrics: { maxDataPoints: metrics } }),
      ...(removeOnComplete && { removeOnComplete }), ...(removeOnFail && { removeOnFail }),
      ...(maxStartedAttempts && { maxStartedAttempts }), ...(limiter && { limiter }),
    });
    worker.on('error', (error) => errors.push(error.message));
    workers.push(worker);
  }
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
}

export async function stop() {
  await Promise.all(workers.splice(0).map((worker) => worker.close()));
  return errors.splice(0);
}
