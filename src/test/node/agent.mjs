// Runs what a test asks for with the official BullMQ client: one JSON line in, {"id", "body"}, one out, {"id", "value"} or
// {"id", "error"}. A body is that of an async function; it finds the client as `bullmq`, the connection, a plain client as
// `redis`, a queue by name, and `kept`, which lives as long as this process.
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';

const [, , packageName, url] = process.argv;
const bullmq = await import(packageName);
const { hostname: host, port } = new URL(url);
const connection = { host, port: Number(port), maxRetriesPerRequest: null };
const redis = new Redis(connection);
const queues = new Map();
const queue = (name) => {
  if (!queues.has(name)) {
    queues.set(name, new bullmq.Queue(name, { connection }));
  }
  return queues.get(name);
};
const kept = {};
const AsyncFunction = (async () => {}).constructor;

createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, body } = JSON.parse(line);
  try {
    const value = await new AsyncFunction('bullmq', 'connection', 'redis', 'queue', 'kept', body)(
      bullmq, connection, redis, queue, kept);
    process.stdout.write(JSON.stringify({ id, value: value ?? null }) + '\n');
  } catch (error) {
    process.stdout.write(JSON.stringify({ id, error: String(error?.stack ?? error) }) + '\n');
  }
});
process.stdin.on('end', () => process.exit(0));
process.stdout.write(JSON.stringify({ id: 0, value: 'ready' }) + '\n');
