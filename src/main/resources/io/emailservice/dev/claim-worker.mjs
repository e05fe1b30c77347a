// The official worker with a handler that does nothing. One line in: {"queue", "prefix", "jobs", "concurrency"}; one line out
// when that many jobs are done: the seconds since the worker began.
import { createInterface } from 'node:readline';
import { Worker } from 'bullmq';

const { hostname: host, port } = new URL(process.env.REDIS_URL);
const connection = { host, port: Number(port), maxRetriesPerRequest: null };

for await (const line of createInterface({ input: process.stdin })) {
  const { queue, prefix, jobs, concurrency } = JSON.parse(line);
  const worker = new Worker(queue, async () => null, { connection, prefix, concurrency, autorun: false });
  await worker.waitUntilReady();
  const started = process.hrtime.bigint();
  let left = jobs;
  const done = new Promise((resolve) => worker.on('completed', () => --left === 0 && resolve()));
  worker.run();
  await done;
  console.log(`seconds ${Number(process.hrtime.bigint() - started) / 1e9}`);
  await worker.close();
}
