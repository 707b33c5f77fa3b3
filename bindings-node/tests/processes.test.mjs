// Processes and threads: Node.js ends when nothing is pending, and each thread has calls of its own.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { Worker } from 'node:worker_threads';

import { Emulator } from './support/emulator.mjs';
import { Hanging } from './support/replay.mjs';

const LIBRARY = new URL('../dist/index.js', import.meta.url).pathname;
let emulator;
let hanging;
let jobId;
before(async () => {
  emulator = await Emulator.start('milvus-2.6', 0);
  jobId = await emulator.addJob();
  hanging = await Hanging.start();
});
after(async () => {
  hanging.close();
  await emulator.stop();
});

const script = (body) => `
  const { Client, getImportProgress } = require(${JSON.stringify(LIBRARY)});
  const [uri, hanging, jobId] = ${JSON.stringify([emulator.uri, hanging.uri, jobId])};
  ${body}`;

/** Runs a program; what it printed, and how it ended. */
async function ran(body) {
  const process_ = spawn(process.execPath, ['-e', script(body)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err] = [process_.stdout.toArray(), process_.stderr.toArray()];
  const [code, signal] = await once(process_, 'exit');
  const [printed, complained] = (await Promise.all([out, err])).map((chunks) => Buffer.concat(chunks).toString());
  return { code, signal, printed, complained };
}

const ENDS = {
  'nothing was called': 'new Client({ uri }); console.log("ran");',
  'calls have ended': 'new Client({ uri }).getImportProgress(jobId).then(({ state }) => console.log("ran", state));',
  'a call failed': 'getImportProgress({ uri, jobId: "99" }).catch(() => console.log("ran"));',
  'a watch was left between two changes': `(async () => {
    for await (const { state } of new Client({ uri }).watch(jobId)) { console.log("ran", state); break; }
  })();`,
  'a watch was simply dropped': 'new Client({ uri }).watch(jobId).next().then(() => console.log("ran"));',
  'the last call was aborted': `
    const controller = new AbortController();
    new Client({ uri: hanging }).getImportProgress("1", { signal: controller.signal }).catch(() => console.log("ran"));
    setImmediate(() => controller.abort());`,
};
for (const [when, body] of Object.entries(ENDS)) {
  test(`a process ends by itself when ${when}`, async () => {
    const { code, signal, printed, complained } = await ran(body);
    assert.deepEqual([code, signal, complained], [0, null, '']);
    assert.match(printed, /^ran/);
  });
}

test('a process goes on while a call is under way', async () => {
  await emulator.control('POST', 'faults', { kind: 'latency', ms: 300, times: 1 });
  const { printed } = await ran('getImportProgress({ uri, jobId }).then(({ state }) => console.log(state));');
  assert.equal(printed, 'Pending\n');
});

test('process.exit ends a process whatever is under way', async () => {
  const came = hanging.came();
  const running = ran(`
    for (let at = 0; at < 50; at++) new Client({ uri: hanging }).getImportProgress("1").catch(() => {});
    getImportProgress({ uri, jobId }).then(() => process.exit(7));`);
  await came;
  assert.deepEqual(await running, { code: 7, signal: null, printed: '', complained: '' });
});

/** What a worker's script posts, once it has ended by itself. */
async function worked(body) {
  const worker = new Worker(script(`const { parentPort } = require('node:worker_threads'); ${body}`), { eval: true });
  const posted = [];
  worker.on('message', (message) => posted.push(message));
  const [code] = await once(worker, 'exit');
  return { code, posted };
}

test('workers make calls of their own, and end by themselves', async () => {
  const body = `Promise.all(Array.from({ length: 50 }, () => getImportProgress({ uri, jobId })))
    .then((all) => parentPort.postMessage(all.filter((one) => one.jobId === jobId).length));`;
  const all = await Promise.all(Array.from({ length: 4 }, () => worked(body)));
  assert.deepEqual(all, Array(4).fill({ code: 0, posted: [50] }));
});

test('workers that are ended with calls under way leave nothing behind', async () => {
  for (let round = 0; round < 5; round++) {
    const came = hanging.came();
    const body = 'for (let at = 0; at < 20; at++) getImportProgress({ uri: hanging, jobId: String(at) });';
    const worker = new Worker(script(body), { eval: true });
    await came;
    const gone = hanging.gone();
    await worker.terminate();
    await gone;
  }
});

test('the module may be loaded by workers alone, one after the other', async () => {
  const { code, complained, printed } = await ran(`
    const { Worker } = require('node:worker_threads');
    const body = 'const { getImportProgress } = require(${JSON.stringify(LIBRARY)});'
      + 'getImportProgress({ uri: "' + uri + '", jobId: "' + jobId + '" }).then(({ state }) => console.log(state));';
    let left = 5;
    const next = () => left-- > 0 && new Worker(body, { eval: true }).on('exit', next);
    next();`);
  assert.deepEqual([code, complained, printed], [0, '', 'Pending\n'.repeat(5)]);
});
