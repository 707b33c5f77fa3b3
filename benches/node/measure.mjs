/**
 * The method: clients take turns in short batches, and ratios are taken round by round.
 *
 * Absolute times move by tens of percent within a minute on a busy machine. A ratio of neighbouring batches moves less,
 * and the median of ratios over the rounds less again.
 */

import { createInterface } from 'node:readline';

import { environment, node } from './machine.mjs';

// Long enough for a clock of CPU time, short enough to have every client within seconds of every other.
const BATCH_SECONDS = 0.3;

/**
 * One batch, in microseconds a call; `wall` is that of the batch, so its inverse is the throughput. `rss` in megabytes.
 * @typedef {{cpu: number, wall: number, p50: number, rss: number}} Cost
 */

/** A client's process. */
class Worker {
  #process;
  #lines;
  #inFlight;

  constructor(client, core, target) {
    this.client = client;
    this.#inFlight = target.inFlight;
    const options = { stdio: ['pipe', 'pipe', 'inherit'], env: environment(target.bundle) };
    this.#process = node(core, options, 'worker.mjs', client, JSON.stringify(target));
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async line() {
    const { value, done } = await this.#lines.next();
    if (done) {
      throw new Error(`${this.client} ended with code ${this.#process.exitCode}`);
    }
    return value;
  }

  /** Makes so many calls in each chain. */
  async batch(calls) {
    this.#process.stdin.write(`${calls}\n`);
    return JSON.parse(await this.line());
  }

  /** How many calls in each chain take so long. */
  async callsFor(seconds) {
    await this.batch(1);
    for (let calls = 1; ; calls *= 4) {
      const took = (await this.batch(calls)).wall * 1e-6 * calls * this.#inFlight;
      if (took > seconds / 4) {
        return Math.max(1, Math.round((calls * seconds) / took));
      }
    }
  }

  close() {
    this.#process.stdin.end();
  }
}

/** Starts the clients, all at once because loading some takes long, and ends them when `use` is done. */
async function withWorkers(targets, core, use) {
  const workers = Object.entries(targets).map(([client, target]) => new Worker(client, core, target));
  try {
    for (const worker of workers) {
      await worker.line();
    }
    return await use(workers);
  } finally {
    for (const worker of workers) {
      worker.close();
    }
  }
}

/** Measures clients against each other; every second round in reverse, so that nobody always comes first. */
export function race(targets, core, rounds) {
  return withWorkers(targets, core, async (workers) => {
    const calls = new Map();
    for (const worker of workers) {
      calls.set(worker, await worker.callsFor(BATCH_SECONDS));
    }
    const costs = Object.fromEntries(workers.map(({ client }) => [client, []]));
    for (let round = 0; round < rounds; round++) {
      for (const worker of round % 2 === 0 ? workers : workers.toReversed()) {
        costs[worker.client].push(await worker.batch(calls.get(worker)));
      }
    }
    return costs;
  });
}

/** A few calls of each, which are checked where they are made. */
export function smoke(targets, core) {
  return withWorkers(targets, core, async (workers) => {
    for (const worker of workers) {
      await worker.batch(2);
    }
  });
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The median of one figure. */
export const middle = (costs, what) => median(costs.map((cost) => cost[what]));

/** The median over the rounds of how many times as much one client took as another in the same round. */
export const ratio = (costs, of, to, what) =>
  median(costs[of].map((cost, round) => cost[what] / costs[to][round][what]));
