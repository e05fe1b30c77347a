// Bull Board, the dashboard that operators of BullMQ know, served on a free port.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { HonoAdapter } from '@bull-board/hono';

/** Gives a function that asks it over HTTP, `ask(path, method)`, and answers {status, body}. */
export const open = async (queues) => {
  const serverAdapter = new HonoAdapter(() => (context, next) => next());
  createBullBoard({ queues: queues.map((queue) => new BullMQAdapter(queue)), serverAdapter });
  const app = serverAdapter.registerPlugin();
  const server = createServer(async (request, response) => {
    const asked = new Request(new URL(request.url, 'http://localhost'), { method: request.method });
    const answer = await app.fetch(asked);
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  server.unref().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return async (path, method = 'GET') => {
    const answer = await fetch(`http://127.0.0.1:${server.address().port}${path}`, { method });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json');
    return { status: answer.status, body: isJson ? JSON.parse(text) : text };
  };
};
