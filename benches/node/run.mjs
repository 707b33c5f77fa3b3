/**
 * Side-by-side benchmarks of milvus-import from Node.js: CPU and latency a call, against Milvus's SDK and HTTP clients.
 *
 *     benches/node/run.sh                          everything, about five minutes
 *     benches/node/run.sh --smoke                  a few calls of each: are the answers right?
 *     benches/node/run.sh --only "at once"         scenarios whose title contains this; `start`
 *     benches/node/run.sh --rounds 9               default 7, at least 5 for a figure to quote
 *
 * The server is that of the Rust benchmarks, in a process on one core; each client is a process on another. What holds on
 * a busy machine is the CPU time of the client's process, as a ratio to another's of the same round. `floor` is a raw
 * socket in JavaScript that understands nothing of what it reads. Never fails for a figure: the end of the output says
 * which promises are met.
 */

import { parseArgs } from 'node:util';

import { Server, cores } from './machine.mjs';
import { race, smoke } from './measure.mjs';
import { line, table } from './report.mjs';
import * as scenarios from './scenarios.mjs';
import * as start from './start.mjs';

const { values: options } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '7' },
  },
});

const core = cores();
const chosen = (options.smoke ? scenarios.SMOKE : scenarios.ALL).filter(({ title }) => title.includes(options.only));
const withStart = 'start'.includes(options.only);
const server = await Server.start(core.server);
try {
  await (options.smoke ? check() : measure(Number(options.rounds)));
} finally {
  server.close();
}

/** Whether everybody gets right answers. */
async function check() {
  for (const scenario of chosen) {
    await smoke(scenario.targets(server), core.client);
    console.log(`ok  ${scenario.title}`);
  }
  if (withStart) {
    await start.smoke(server.url(1, false), core.client);
    console.log('ok  start');
  }
}

/** The tables, and the promises at the end. */
async function measure(rounds) {
  console.log(`server on core ${core.server}, clients on core ${core.client}, Node.js ${process.version}`);
  const bars = [];
  for (const scenario of chosen) {
    const costs = await race(scenario.targets(server), core.client, rounds);
    console.log(`\n${scenario.title}\n${table(costs, scenario.floor, scenario.peer)}`);
    bars.push(...scenario.bars(costs));
  }
  if (withStart) {
    bars.push(...(await start.measure(server.url(1, false), core.client, rounds)));
  }
  console.log('\nPromised and measured');
  for (const bar of bars) {
    console.log(line(bar));
  }
}
