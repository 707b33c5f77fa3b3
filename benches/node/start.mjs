/** What a process costs before and at its first answer: Node.js itself, loading a module, the first call. */

import { once } from 'node:events';

import { PRODUCT, environment, node } from './machine.mjs';
import { median } from './measure.mjs';
import { rows } from './report.mjs';
import { BODY, EXPECTED, HEADERS, JOB_ID, PATH, TOKEN } from './target.mjs';

const BARE = 'bare node';
const OURS = "require('milvus-import')";

// Every program prints one line when it is done: what CPU time it took.
const DONE = 'console.log(process.cpuUsage().user + process.cpuUsage().system)';
const LOADING = {
  [BARE]: DONE,
  [OURS]: `require('${PRODUCT}'); ${DONE}`,
  "import('milvus-import')": `import('${PRODUCT}/dist/index.mjs').then(() => ${DONE})`,
  "require('@zilliz/milvus2-sdk-node')": `require('@zilliz/milvus2-sdk-node'); ${DONE}`,
  "require('node:http')": `require('node:http'); ${DONE}`,
};

const PRINT = '({ data }) => console.log(data.jobId, data.state, data.progress)';
const HTTP_CLIENT = (module) => (url) => `
  const { HttpClient } = require('${module}')
  new HttpClient({ endpoint: '${url}', token: '${TOKEN}' }).getImportJobProgress({ jobId: '${JOB_ID}' }).then(${PRINT})`;
const FIRST_ANSWER = {
  milvus_import: (url) => `
  const { Client } = require('${PRODUCT}')
  new Client({ uri: '${url}', token: '${TOKEN}' }).getImportProgress('${JOB_ID}').then((data) => (${PRINT})({ data }))`,
  drop_in: HTTP_CLIENT(PRODUCT),
  sdk: HTTP_CLIENT('@zilliz/milvus2-sdk-node'),
  fetch: (url) => `
  fetch('${url}${PATH}', { method: 'POST', headers: ${JSON.stringify(HEADERS)}, body: '${BODY}' })
    .then((response) => response.json()).then(${PRINT})`,
};

/** Milliseconds from the start of a process until it said something, those of CPU, and what it said. */
async function run(code, core) {
  const start = performance.now();
  const child = node(core, { stdio: ['ignore', 'pipe', 'inherit'], env: environment() }, '-e', code);
  const [said] = await once(child.stdout, 'data');
  const wall = performance.now() - start;
  const [status] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
  if (status !== 0) {
    throw new Error(`ended with code ${status}: ${code}`);
  }
  // The CPU time is said by programs that only load something.
  return { wall, cpu: Number(said) / 1e3, said: said.toString().trim() };
}

async function inTurns(codes, core, rounds) {
  const runs = Object.fromEntries(Object.keys(codes).map((name) => [name, []]));
  // The round before the first has the files read into the page cache.
  for (let round = -1; round < rounds; round++) {
    for (const [name, code] of Object.entries(codes)) {
      const one = await run(code, core);
      if (round >= 0) {
        runs[name].push(one);
      }
    }
  }
  return runs;
}

/** The median of how much more a program took than bare node in the same round. */
const aboveBare = (runs, name, what) => median(runs[name].map((one, round) => one[what] - runs[BARE][round][what]));

function print(title, runs, columns) {
  const head = columns.map((what) => [`${what} ms`, 'above bare node']).flat();
  const cells = (name) =>
    columns.map((what) => [median(runs[name].map((one) => one[what])), aboveBare(runs, name, what)]);
  const body = Object.keys(runs).map((name) => [
    name,
    ...cells(name)
      .flat()
      .map((figure) => figure.toFixed(1)),
  ]);
  console.log(`\n${title}\n${rows([['', ...head], ...body])}`);
}

const firstAnswers = (url) => Object.fromEntries(Object.entries(FIRST_ANSWER).map(([name, code]) => [name, code(url)]));

/** The tables, and the promise about them. */
export async function measure(url, core, rounds) {
  // A process is short, and its time as noisy as the machine.
  const loading = await inTurns(LOADING, core, 3 * rounds);
  print('a process until it has loaded a module', loading, ['wall', 'cpu']);
  const answers = await inTurns({ [BARE]: DONE, ...firstAnswers(url) }, core, 3 * rounds);
  print('a process until it has its first answer, details: 1, plain', answers, ['wall']);
  return [
    { what: `${OURS} over ${BARE}`, measured: aboveBare(loading, OURS, 'wall'), bar: 15, atMost: true, unit: ' ms' },
  ];
}

/** One process of each, whose answers are checked. */
export async function smoke(url, core) {
  for (const code of Object.values(LOADING)) {
    await run(code, core);
  }
  for (const [name, code] of Object.entries(firstAnswers(url))) {
    const { said } = await run(code, core);
    if (said !== EXPECTED.join(' ')) {
      throw new Error(`${name}: ${said}`);
    }
  }
}
