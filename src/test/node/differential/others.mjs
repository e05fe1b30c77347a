// What others than the worker do to a queue, with the official client: add jobs, pause, retry.
const queues = new Map();

const queueKey = (program, name) => `${program.prefix}:${name}`;

function queueOf(env, program, name) {
  return queues.get(name);
}

async function open({ bullmq, redis }, program) {
  await Promise.all([...queues.values()].map((queue) => queue.close()));
  queues.clear();
  for (const name of [...program.queues, ...program.idle]) {
    queues.set(name, new bullmq.Queue(name, { connection: redis, prefix: program.prefix }));
  }
  for (const name of queues.keys()) {
    // A queue writes its meta data by itself, at some moment after it was made.
    while (!(await redis.hget(`${queueKey(program, name)}:meta`, 'version'))) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}

const prefixed = (program, tree) => ({
  ...tree, prefix: program.prefix, children: tree.children?.map((child) => prefixed(program, child)),
});

const operations = {
  async add(env, program, { queue, name, data, opts }) {
    const { parent, ...rest } = opts;
    await queueOf(env, program, queue).add(name, data,
      parent ? { ...rest, parent: { id: parent.id, queue: queueKey(program, parent.queue) } } : rest);
  },
  async flow({ bullmq, redis }, program, { tree }) {
    const flow = new bullmq.FlowProducer({ connection: redis, prefix: program.prefix });
    await flow.add(prefixed(program, tree));
    await flow.close();
  },
  async schedule(env, program, { queue, id, repeat, template }) {
    await queueOf(env, program, queue).upsertJobScheduler(id, repeat, template);
  },
  async pause(env, program, { queue }) {
    await queueOf(env, program, queue).pause();
  },
  async resume(env, program, { queue }) {
    await queueOf(env, program, queue).resume();
  },
  async concurrency(env, program, { queue, max }) {
    await queueOf(env, program, queue).setGlobalConcurrency(max);
  },
  async rate(env, program, { queue, max, duration }) {
    await queueOf(env, program, queue).setGlobalRateLimit(max, duration);
  },
  dropLock: ({ redis }, program, { queue, id }) => redis.del(`${queueKey(program, queue)}:${id}:lock`),
  stealLock: ({ redis }, program, { queue, id }) => redis.set(`${queueKey(program, queue)}:${id}:lock`, 'thief'),
  // One by one in the order of their ids, for jobs that ended at the same moment have no order of their own.
  async retry(env, program, { queue, state }) {
    const jobs = await queueOf(env, program, queue).getJobs([state]);
    for (const job of jobs.sort((a, b) => (a.id < b.id ? -1 : 1))) {
      await job.retry(state);
    }
  },
};

export async function act(env, { program, what }) {
  await operations[what.op](env, program, what);
}

export async function produce(env, program) {
  await open(env, program);
  for (const what of program.setup) {
    await act(env, { program, what });
  }
  for (const what of program.adds) {
    await act(env, { program, what });
    env.pass(program.tick);
  }
}
