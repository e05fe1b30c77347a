// Makes up a run from a seed: queues with their rules, a worker, jobs, and what the worker does with each. A job says in
// its data what is done with it, claim by claim, so that two workers can do the same.
//   order: a single job at a time, and time passes: everything can be compared, the order of all events included
//   crowd: many jobs at a time, and nothing whose outcome depends on which of them comes first
// `major` is the version of the official client: what its two versions do differently is left out for version 5, for our
// worker does it as version 6 does.
const MINUTE = 60_000;

// mulberry32: small, and the same on every machine.
const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

const REASONS = ['it failed', '', 'two\nlines', 'a "quoted" \\ reason', 'Grüße, 雪 and 🚀', '\u0001\u001f\u007f\u2028', '{"json":1}',
  '%s %d $1 \\u0041', 'x'.repeat(300), ' space ', '0', 'null'];
const VALUES = ['null', 'true', 'false', '0', '-1.5', '1e+21', '12345678901234', '""', '"text"', '"ä/\\"\\\\ 雪🚀"', '[]', '{}',
  '[1,"2",null,{"a":[]}]', '{"done":true,"a/b":"c","n":0.1,"deep":{"er":[{}]}}', ''];
const PROGRESS = ['0', '50', '"half"', 'true', '{"done":1,"of":3}', '[1,2]', 'null'];

export function mix({ seed, mode, jobs, major, without = [] }) {
  const next = random(seed * 2 + (mode === 'crowd' ? 1 : 0));
  const ordered = mode === 'order';
  const chance = (share) => next() < share;
  const below = (n) => Math.floor(next() * n);
  const pick = (list) => list[below(list.length)];
  const work = ['mail', 'post'];
  const shelf = 'shelf';
  const limited = ordered && chance(0.35);
  const takes = () => (ordered && !limited ? below(7) : 0);

  const worker = {
    name: chance(0.7) ? 'worker-1' : '',
    concurrency: ordered ? 1 : 20,
    metrics: chance(0.5) ? pick([3, 60]) : 0,
    removeOnComplete: ordered && chance(0.3) ? pick([{ count: 15 }, { age: 1, count: 30 }, { count: 0 }]) : null,
    removeOnFail: ordered && chance(0.3) ? pick([{ count: 4 }, { age: 1 }]) : null,
    // Version 5 doesn't stop the retries of a job that was started as often as it may.
    maxStartedAttempts: major > 5 && chance(0.3) ? 3 : 0,
    limiter: limited ? { max: 10 + below(20), duration: MINUTE } : chance(0.2) ? { max: 100_000, duration: MINUTE } : null,
  };
  // Version 5 counts a job that fails without being worked on towards the rate limit.
  const deferred = major > 5 || (!limited && !worker.limiter);
  const failureOptions = ['ignoreDependencyOnFailure', 'removeDependencyOnFailure', null,
    ...(deferred ? ['failParentOnFailure'] : []),
    // A parent that goes on while children are pending ends in one way or another, by who is faster.
    ...(ordered ? ['continueParentOnFailure'] : [])];

  const keepRule = () => pick(ordered
    ? [true, false, 3, 20, { count: 5 }, { age: 1 }, { age: 1, limit: 2 }, { age: 2, count: 10 }]
    : [true, false, { age: 1 }]);

  // What is done at one claim.
  const step = (end) => ({
    acts: [
      ...(chance(0.12) ? [{ do: 'log', row: `row ${below(100)}` }] : []),
      ...(chance(0.05) ? [{ do: 'log', row: 'ü "x"\n2' }] : []),
      ...(chance(0.12) ? [{ do: 'progress', json: pick(PROGRESS) }] : []),
      ...(chance(0.06) ? [{ do: 'data' }] : []),
    ],
    takes: takes(),
    end,
  });
  const ok = () => step({ ok: pick(VALUES) });
  const fail = () => step({ fail: pick(REASONS) });
  const lose = (how) => ({ acts: [{ do: how }], takes: takes(), end: { ok: 'null' } });

  const does = () => pick([
    () => [ok()], () => [ok()], () => [ok()], () => [ok()], () => [ok()], () => [ok()],
    () => [fail()],
    () => [fail(), ok()],
    () => [fail(), fail(), fail(), ok()],
    () => [step({ giveUp: pick(REASONS) })],
    () => [fail(), step({ giveUp: 'no use' })],
    () => [step({ delay: pick([0, 1, 40, 40, 250]) }), ok()],
    () => [step({ delay: 10 }), step({ delay: 20 }), fail(), ok()],
    () => [step({ wait: true }), ok()],
    () => [step({ wait: true }), step({ wait: true }), step({ wait: true }), step({ wait: true }), ok()],
    () => (chance(0.5) && deferred ? [lose('dropLock')] : [lose('dropLock'), ok()]),
    () => [lose('stealLock'), fail(), ok()],
    () => [step({ children: true, then: pick(VALUES) }), ok()],
    () => (worker.limiter && ordered && chance(0.5) ? [step({ limit: MINUTE }), ok()] : [ok()]),
  ])();

  const options = (n) => ({
    ...(chance(0.4) && { attempts: 2 + below(3) }),
    ...(chance(0.35) && { backoff: pick([
      { type: 'fixed', delay: pick([20, 33, 200]) }, { type: 'exponential', delay: pick([10, 100]) }, 30,
      // So that chance decides nothing: what is left to it is less than a millisecond.
      { type: 'fixed', delay: 10, jitter: 0.1 }, { type: 'exponential', delay: 10, jitter: 0.02 },
    ]) }),
    ...(chance(0.2) && { priority: pick([1, 2, 2, 3, 2097151]) }),
    ...(chance(0.08) && { lifo: true }),
    ...(chance(0.15) && { delay: pick([1, 5, 60, 60, 300, 1100, 61_000]) }),
    ...(chance(0.25) && { removeOnComplete: keepRule() }),
    ...(chance(0.25) && { removeOnFail: keepRule() }),
    ...(chance(0.12) && { stackTraceLimit: below(3) }),
    ...(chance(0.15) && { jobId: pick([`own-${n}`, `ünï-${n}✓`, `repeat:own-${n}:17`, `a b/${n}`]) }),
    ...(chance(0.1) && { keepLogs: 1 }),
    ...(chance(0.1) && { telemetry: { metadata: '{"traceparent":"00-a-b-01"}', ...(chance(0.5) && { omitContext: true }) } }),
    ...(chance(0.05) && { sizeLimit: 100_000 }),
    ...(chance(0.05) && { timestamp: 1_700_000_000_000 }),
  });

  let n = 0;
  const job = (queue, more = {}, acts = does()) => {
    n++;
    return { op: 'add', queue, name: `job ${n}`, data: { n, does: acts, text: 'ä/"1"' }, opts: { ...options(n), ...more } };
  };

  const adds = [];
  const deduplicated = (queue) => {
    const id = `once-${n}`;
    const rule = pick([{ id }, { id, ttl: 600_000 }, { id, ttl: 600_000, extend: true, replace: true }, { id, keepLastIfActive: true }]);
    const more = { deduplication: rule, ...(rule.replace && { delay: 50 }) };
    const acts = does();
    if (rule.keepLastIfActive && (ordered || chance(0.5))) {
      const last = job(queue, { ...more, delay: undefined, jobId: ordered && chance(0.5) ? undefined : `last-${n}` }, [ok()]);
      acts[0].acts.unshift({ do: 'other', what: last });
    }
    adds.push(job(queue, more, acts), job(queue, more), job(queue, { deduplication: { id } }));
  };

  const tree = (depth, parentQueue) => {
    n++;
    const queueName = depth === 0 && chance(0.3) ? shelf : pick([parentQueue, ...work]);
    const rule = pick(failureOptions);
    const children = depth < 2 ? Array.from({ length: 1 + below(3) }, () => tree(depth + 1 + below(2), queueName)) : [];
    const { jobId, ...opts } = options(n);
    return {
      name: `flow ${n}`, queueName, data: { n, does: does() },
      opts: { ...opts, jobId: jobId?.replaceAll(':', '.') ?? `flow-${n}`, ...(depth > 0 && rule && { [rule]: true }) },
      ...(children.length > 0 && { children }),
    };
  };

  // A job that gets its children while it is worked on. They rest first: so they can't end before the job waits for them.
  const parentAtRunTime = (queue) => {
    const parent = job(queue, { jobId: `parent-${n}` });
    const wait = step({ children: true, then: '"none"' });
    for (let i = 1 + below(2); i > 0; i--) {
      const rule = pick(failureOptions);
      const child = job(pick(work), { delay: 30, timestamp: undefined, jobId: `child-${n}`, ...(rule && { [rule]: true }) });
      child.opts.parent = { id: parent.opts.jobId, queue };
      wait.acts.push({ do: 'other', what: child });
    }
    // Without waiting it is told that it can't complete yet.
    parent.data.does = [chance(0.7) ? wait : { ...wait, end: { ok: 'null' } }, ok()];
    return parent;
  };

  const schedule = (queue) => ({
    op: 'schedule', queue, id: `tick-${n++}`,
    repeat: pick([{ every: 300, limit: 3 }, { every: 70, limit: 4 }, { pattern: '*/2 * * * * *', limit: 2 }]),
    template: { name: 'tick', data: { n, does: chance(0.3) ? [fail()] : [ok()] }, opts: chance(0.3) ? { attempts: 2, priority: 3 } : {} },
  });

  const setup = [];
  if (chance(0.3)) setup.push({ op: 'concurrency', queue: pick(work), max: 1 + below(3) });
  if (limited && chance(0.5)) setup.push({ op: 'rate', queue: pick(work), max: 8 + below(20), duration: MINUTE });
  if (chance(0.2)) setup.push({ op: 'pause', queue: pick(work) });

  while (n < jobs) {
    const queue = chance(0.8) ? 'mail' : 'post';
    const kind = next();
    if (kind < 0.72) {
      adds.push(job(queue));
    } else if (kind < 0.78) {
      deduplicated(queue);
    } else if (kind < 0.88) {
      adds.push({ op: 'flow', tree: tree(0, queue) });
    } else if (kind < 0.93) {
      adds.push(parentAtRunTime(queue));
    } else if (kind < 0.95 && !without.includes('schedules')) {
      adds.push(schedule(queue));
    } else {
      const twice = job(queue, { jobId: `twice-${n}` });
      adds.push(twice, { ...twice, data: { n, does: [fail()] } });
    }
  }
  // What is claimed before a pause depends on how many jobs are claimed at a time.
  if (ordered && chance(0.15)) {
    adds.splice(below(adds.length), 0, job('mail', { delay: undefined },
      [{ acts: [{ do: 'other', what: { op: 'pause', queue: 'mail' } }], takes: 0, end: { ok: 'null' } }]));
  }
  const later = ordered && chance(0.5) ? [{ op: 'retry', queue: 'mail', state: 'failed' }, { op: 'retry', queue: 'post', state: 'failed' }] : [];

  return {
    seed, mode, start: 1_790_000_000_000 + below(MINUTE), tick: ordered ? 1 : 0, prefix: pick(['bull', '{b}']),
    queues: work, idle: [shelf], worker, setup, adds, later,
  };
}
