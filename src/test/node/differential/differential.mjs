// What a differential run asks of Node.js; `env` is what the agent gives its bodies.
import { pass } from './time.mjs';
import { mix as makeUp } from './mix.mjs';
import { produce as add } from './others.mjs';

export { getTime, setTime } from './time.mjs';
export { act } from './others.mjs';
export { start, stop } from './worker.mjs';
export { dump } from './dump.mjs';

export const produce = (env, program) => add({ ...env, pass }, program);
export const mix = (env, wish) => makeUp(wish);
