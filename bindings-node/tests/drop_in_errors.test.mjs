/** What goes wrong, through the SDK's HttpClient and through ours. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';

import { HttpClient, HttpError } from 'milvus-import';

import { CASES, TOKEN } from './drop_in/cases.mjs';
import { JOB, Recorder, json, served } from './drop_in/recorder.mjs';
import { NEWEST } from './drop_in/sdk.mjs';

const ASKED = { jobId: JOB };
const TEXT = { 'content-type': 'text/plain' };

let recorder;
before(async () => {
  recorder = await Recorder.start();
});
beforeEach(() => {
  recorder.answer = served;
});
after(() => recorder.close());

const clientOf = (Client, config) => new Client({ endpoint: recorder.url, token: TOKEN, ...config });
const poll = (Client, config, options) => clientOf(Client, config).getImportJobProgress({ ...ASKED }, options);
const failure = async (call) =>
  call.then(
    (value) => assert.fail(`resolved with ${JSON.stringify(value)}`),
    (error) => error,
  );

describe('an error under HTTP 200 is the value, as with the SDK', () => {
  for (const answer of [
    { code: 2100, message: `import job does not exist, jobID=${JOB}: importing data failed` },
    { code: 96026, message: 'The import job does not exist.' },
    { code: 21119, message: 'The apikey is illegal.' },
    { code: 100, message: 'collection not found[database=default][collection=x]' },
    { code: 1801, message: 'can only accept json format request, error: EOF' },
    { code: 7 },
  ]) {
    test(JSON.stringify(answer), async () => {
      recorder.answer = () => json(answer);
      for (const { method, params } of CASES.filter(({ name }) => /: (job|of a collection|files)$/.test(name))) {
        for (const Client of [NEWEST.HttpClient, HttpClient]) {
          assert.deepEqual(await clientOf(Client)[method]({ ...params }), answer);
        }
      }
    });
  }
});

describe('an HTTP status that says error rejects with an HttpError, as with the SDK', () => {
  for (const [answer, said] of [
    [json({ code: 1800, message: "user hasn't authenticated" }, 401), "user hasn't authenticated"],
    [json({ code: 65535, message: 'PrivilegeImport: permission deny to test' }, 403), 'permission deny to test'],
    [{ status: 404, body: '404 page not found', headers: TEXT }, '404 page not found'],
    [json({ code: 500 }, 500), 'HTTP 500 Internal Server Error'],
    [{ status: 408, body: 'timeout', headers: TEXT }, 'timeout'],
    [{ status: 502, body: '<html><h1>502 Bad Gateway</h1></html>' }, '502 Bad Gateway'],
  ]) {
    test(String(answer.status), async () => {
      recorder.answer = () => answer;
      const theirs = await failure(poll(NEWEST.HttpClient));
      // What passes is tried again, for which there is no time here.
      const ours = await failure(poll(HttpClient, { retryBudget: 0 }));
      assert.ok(ours instanceof HttpError && ours instanceof Error);
      assert.equal(ours.name, 'HttpError');
      for (const member of ['name', 'status', 'statusText']) {
        assert.equal(ours[member], theirs[member], member);
      }
      assert.ok(ours.url.startsWith(`${recorder.url}/v2/vectordb/jobs/import/`), ours.url);
      assert.ok(ours.message.startsWith(`HTTP ${answer.status} ${theirs.statusText}: ${ours.url}`), ours.message);
      assert.ok(ours.message.includes(said), ours.message);
      assert.equal(ours.cause.httpStatus, answer.status);
      assert.ok(ours.stack.includes('drop_in_errors.test.mjs'), ours.stack);
    });
  }
});

describe('an answer that is none', () => {
  for (const [what, body] of [
    ['page with status 200', '<html>please log in</html>'],
    ['cut off', '{"code":0,"data":{"jobId":"4'],
    ['empty', ''],
  ]) {
    test(`${what} rejects here and there`, async () => {
      recorder.answer = () => ({ body });
      await assert.rejects(poll(NEWEST.HttpClient), SyntaxError);
      await assert.rejects(poll(HttpClient, { retryBudget: 0 }), { code: 'UnexpectedResponse' });
    });
  }

  // The SDK hands these on, and a program that reads `data.state` fails on them, or takes them for a success.
  for (const [body, code] of [
    ['null', 'UnexpectedResponse'],
    ['[]', 'UnexpectedResponse'],
    ['{}', 'UnexpectedResponse'],
    ['{"code":0,"message":"The token is illegal."}', 'Unauthenticated'],
  ]) {
    test(`${body} rejects here alone`, async () => {
      recorder.answer = () => ({ body });
      assert.deepEqual(await poll(NEWEST.HttpClient), JSON.parse(body));
      await assert.rejects(poll(HttpClient, { retryBudget: 0 }), { code });
    });
  }
});

test('a redirect is told and not followed', async () => {
  recorder.answer = () => ({ status: 307, body: '', headers: { location: 'http://elsewhere.invalid/v2' } });
  const error = await failure(poll(HttpClient));
  assert.ok(error instanceof HttpError);
  assert.equal(error.status, 307);
  assert.match(error.message, /elsewhere\.invalid/);
});

test('nobody listens', async () => {
  const gone = await Recorder.start();
  const endpoint = gone.url;
  await gone.close();
  await assert.rejects(poll(NEWEST.HttpClient, { endpoint }), TypeError);
  await assert.rejects(poll(HttpClient, { endpoint, retryBudget: 0 }), { code: 'Connect' });
});

describe('timeouts', () => {
  for (const [whose, config, options] of [
    ['of the client', { timeout: 200 }, undefined],
    ['of the call', { timeout: 30_000 }, { timeout: 200 }],
  ]) {
    test(whose, async (t) => {
      t.mock.method(console, 'warn', () => {});
      recorder.answer = (request) => ({ ...served(request), delay: 30_000 });
      for (const [Client, expected] of [
        [NEWEST.HttpClient, { name: 'AbortError' }],
        [HttpClient, { code: 'Timeout' }],
      ]) {
        const start = performance.now();
        await assert.rejects(poll(Client, config, options), expected);
        assert.ok(performance.now() - start < 5_000);
      }
    });
  }

  test('cover the body, which those of the SDK do not', async () => {
    recorder.answer = (request) => ({ ...served(request), stall: 600 });
    await poll(NEWEST.HttpClient, { timeout: 200 });
    await assert.rejects(poll(HttpClient, { timeout: 200 }), { code: 'Timeout' });
  });

  test("leave the caller's controller alone", async () => {
    recorder.answer = (request) => ({ ...served(request), delay: 30_000 });
    const abortController = new AbortController();
    await assert.rejects(poll(HttpClient, {}, { abortController, timeout: 200 }), { code: 'Timeout' });
    assert.equal(abortController.signal.aborted, false);
  });
});

describe('aborting rejects with the reason, as with the SDK', () => {
  for (const reason of [undefined, new Error('of the house')]) {
    test(reason ? 'a reason of the caller' : 'no reason given', async (t) => {
      t.mock.method(console, 'warn', () => {});
      recorder.answer = (request) => ({ ...served(request), delay: 30_000 });
      for (const Client of [NEWEST.HttpClient, HttpClient]) {
        const abortController = new AbortController();
        setTimeout(() => abortController.abort(reason), 100);
        const error = await failure(poll(Client, {}, { abortController, timeout: 20_000 }));
        assert.equal(error, abortController.signal.reason);
      }
    });
  }

  test('before the call', async () => {
    const signal = AbortSignal.abort();
    recorder.taken();
    assert.equal(await failure(poll(HttpClient, {}, { signal })), signal.reason);
    assert.deepEqual(recorder.taken(), []);
  });
});

describe('what is not taken is named, and nothing is sent', () => {
  for (const [name, config, params = ASKED, options = undefined, method = 'getImportJobProgress'] of [
    ['fetch', { fetch: () => {} }],
    ['retrys', { retrys: 3 }],
    ['baseURL', { endpoint: undefined, baseURL: 'http://127.0.0.1:1/v1' }],
    ['job_id', {}, { jobId: JOB, job_id: JOB }],
    ['jobId', {}, { jobId: 448761313698322011 }],
    ['timeOut', {}, { ...ASKED }, { timeOut: 3 }],
    ['collectionNames', {}, { collectionNames: 'x' }, undefined, 'listImportJobs'],
    ['endpoint', { endpoint: undefined }],
    ['getImportJobProgress takes its options as an object, not a string', {}, JOB],
    ['jobId must be a string or a bigint, not undefined', {}, null],
    ['abortController must be an AbortController, not a number', {}, { ...ASKED }, { abortController: 5 }],
    ['getImportJobProgress takes its options as an object, not a number', {}, { ...ASKED }, 5],
    ['commitImport has no option jobid: did you mean jobId?', {}, { jobid: JOB }, undefined, 'commitImport'],
    ['timeout is 0: use a positive number of milliseconds', {}, { ...ASKED }, { timeout: 0 }],
    ['files[0]', {}, { collectionName: 'x', files: ['a.parquet'] }, undefined, 'createImportJobs'],
  ]) {
    test(name, async () => {
      recorder.taken();
      const error = await failure((async () => clientOf(HttpClient, config)[method](params, options))());
      assert.equal(error.code, 'InvalidArgument');
      assert.ok(error.message.includes(name), error.message);
      assert.deepEqual(recorder.taken(), []);
    });
  }
});

test('a token is shown nowhere', async () => {
  const token = 'a-very-secret-token';
  recorder.answer = () => json({ code: 1800, message: `bad token ${token}` }, 401);
  const error = await failure(poll(HttpClient, { token }));
  assert.ok(!`${error} ${error.stack} ${JSON.stringify(error)} ${error.cause}`.includes(token));
});
