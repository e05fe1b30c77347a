// Everything in Redis, in a form to compare: {"keys": {key: {"type", "expires", "value"}}, "streams": {key: [event]}}.
const readers = {
  string: (redis, key) => redis.get(key),
  hash: (redis, key) => redis.hgetall(key),
  list: (redis, key) => redis.lrange(key, 0, -1),
  set: async (redis, key) => (await redis.smembers(key)).sort(),
  zset: async (redis, key) => {
    const flat = await redis.zrange(key, 0, -1, 'WITHSCORES');
    return flat.flatMap((member, i) => (i % 2 === 0 ? [`${flat[i + 1]} ${member}`] : []));
  },
};

export async function dump({ redis }) {
  const dumped = { keys: {}, streams: {} };
  const keys = (await redis.keys('*')).sort();
  await Promise.all(keys.map(async (key) => {
    const [type, left] = await Promise.all([redis.type(key), redis.pttl(key)]);
    if (type === 'stream') {
      const entries = await redis.xrange(key, '-', '+');
      dumped.streams[key] = entries.map(([, fields]) =>
        Object.fromEntries(fields.flatMap((field, i) => (i % 2 === 0 ? [[field, fields[i + 1]]] : []))));
    } else {
      dumped.keys[key] = { type, expires: left > 0, value: await readers[type](redis, key) };
    }
  }));
  return dumped;
}
