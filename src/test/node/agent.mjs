// Runs what a test asks for with the official BullMQ client: one JSON line in, {"id", "body"}, one out, {"id", "value"} or
// {"id", "error"}. A body is that of an async function; it finds the client as `bullmq`, the connection, a plain client as
// `redis`, one of a cluster as the class `Cluster`, a queue by name, a dashboard over queues as `board(names…)`, `kept`, which lives as long as this process, and
// `errors`: every error that nobody handled, and what would have been printed as one.
import { createInterface } from 'node:readline';
import { Cluster, Redis } from 'ioredis';

const [, , packageName, url] = process.argv;
const MOST_ERRORS = 1000;
const errors = [];
const note = (...parts) => {
  if (errors.length < MOST_ERRORS) {
    errors.push(parts.map((part) => String(part?.stack ?? part)).join(' '));
  }
};
console.error = note;
process.on('uncaughtException', note);
process.on('unhandledRejection', note);

const bullmq = await import(packageName);
const { hostname: host, port, password } = new URL(url);
const connection = { host, port: Number(port), maxRetriesPerRequest: null, ...(password && { password }) };
const redis = new Redis(connection);
const queues = new Map();
const queue = (name) => {
  if (!queues.has(name)) {
    const opened = new bullmq.Queue(name, { connection });
    opened.on('error', note);
    queues.set(name, opened);
  }
  return queues.get(name);
};
const board = async (...names) => (await import('./board.mjs')).open(names.map(queue));
const kept = {};
const found = { bullmq, connection, redis, Cluster, queue, board, kept, errors };
const AsyncFunction = (async () => {}).constructor;

createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, body } = JSON.parse(line);
  try {
    const value = await new AsyncFunction(...Object.keys(found), body)(...Object.values(found));
    process.stdout.write(JSON.stringify({ id, value: value ?? null }) + '\n');
  } catch (error) {
    process.stdout.write(JSON.stringify({ id, error: String(error?.stack ?? error) }) + '\n');
  }
});
process.stdin.on('end', () => process.exit(0));
process.stdout.write(JSON.stringify({ id: 0, value: 'ready' }) + '\n');
