/**
 * Calls from Node.js, for the benchmarks: see benches/src/workers. `worker.mjs CLIENT URL DETAILS AT_ONCE [CERTIFICATES]` makes so
 * many calls in each of AT_ONCE chains as a line of its input says, and answers with what they cost as JSON: microseconds a call,
 * and the megabytes of memory now.
 */

import { createInterface } from 'node:readline';

import { check } from './target.mjs';

const [client, url, details, atOnce, bundle] = process.argv.slice(2);
// The package that run.sh has built.
const product = process.env.MILVUS_IMPORT_PACKAGE;
const target = { url, details: Number(details), inFlight: Number(atOnce), bundle, product };
const { make } = await import(`./clients/${client}.mjs`);
const call = await make(target);

console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await batch(Number(line))));
}
// Some clients keep the process alive with their idle connections.
process.exit(0);

async function batch(calls) {
  const times = new Float64Array(calls * target.inFlight);
  let made = 0;
  const chain = async () => {
    for (let n = 0; n < calls; n++) {
      const start = performance.now();
      const understood = await call();
      times[made++] = performance.now() - start;
      check(understood);
    }
  };
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  await Promise.all(Array.from({ length: target.inFlight }, chain));
  const { user, system } = process.cpuUsage(cpu);
  const elapsed = performance.now() - wall;
  return {
    cpu: (user + system) / times.length,
    wall: (elapsed * 1e3) / times.length,
    p50: times.sort()[times.length >> 1] * 1e3,
    rss: process.memoryUsage.rss() / 1e6,
  };
}
