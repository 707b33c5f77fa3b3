/** The same call through the SDK's HttpClient and through ours: what one server is asked, and what the caller gets. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Client, HttpClient } from 'milvus-import';

import { CASES, COLLECTION, PROJECT, TOKEN } from './drop_in/cases.mjs';
import { JOB, PROGRESS, Recorder, json, served } from './drop_in/recorder.mjs';
import { NEWEST, RELEASES } from './drop_in/sdk.mjs';

const SPELLING = /\/(describe|get_progress|getProgress)$/;
const ASKED = { jobId: JOB };

let recorder;
before(async () => {
  recorder = await Recorder.start();
});
after(() => recorder.close());

/** What a server makes of a request: differences that no server sees are taken out. */
function wire({ method, path, query, headers, json: body }) {
  // An empty text and null are to every server as if they were not there.
  const { dbName, ...rest } = Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== '' && value !== null),
  );
  const database = headers['db-name'] ?? dbName;
  const isProgress = SPELLING.test(path);
  return {
    method,
    path: path.replace(SPELLING, '/<progress>'),
    query,
    // Servers take the database of a poll from the header, of anything else from the body first.
    body: isProgress ? rest : { ...rest, dbName },
    database,
    authorization: headers.authorization,
    accept: headers.accept,
  };
}

/** Makes one call and tells what was asked and answered. */
async function call(Client, { method, params, config, options, byBaseURL }) {
  const address = byBaseURL ? { baseURL: `${recorder.url}/v2` } : { endpoint: recorder.url };
  const client = new Client({ ...address, ...config });
  recorder.taken();
  // The SDK writes into its arguments.
  const value = await client[method]({ ...params }, options);
  const requests = recorder.taken();
  assert.equal(requests.length, 1);
  return { request: wire(requests[0]), value };
}

for (const { release, HttpClient: Theirs } of RELEASES) {
  describe(`against the SDK ${release}`, () => {
    for (const one of CASES) {
      test(one.name, async () => {
        const theirs = await call(Theirs, one);
        const ours = await call(HttpClient, one);
        assert.deepEqual(ours.request, theirs.request);
        assert.deepEqual(ours.value, theirs.value);
      });
    }
  });
}

for (const answer of [
  { code: 200, data: PROGRESS.data },
  { code: 0, data: PROGRESS.data, message: 'of a later release', cost: 1 },
  { code: 0, data: { ...PROGRESS.data, details: null, progress: '40', reason: 'é \u2028 😀' } },
]) {
  test(`the answer as the server sent it: ${JSON.stringify(answer).slice(0, 40)}…`, async () => {
    recorder.answer = () => json(answer);
    try {
      for (const Client of [NEWEST.HttpClient, HttpClient]) {
        const { value } = await call(Client, {
          method: 'getImportJobProgress',
          params: ASKED,
          config: { token: TOKEN },
        });
        assert.deepEqual(value, answer);
      }
    } finally {
      recorder.answer = served;
    }
  });
}

test('a gateway in front of the server', async () => {
  const prefix = '/gateway/of/milvus';
  recorder.answer = (request) => served({ ...request, prefix });
  try {
    for (const address of [{ endpoint: recorder.url + prefix }, { baseURL: `${recorder.url}${prefix}/v2` }]) {
      const [theirs, ours] = [
        new NEWEST.HttpClient({ ...address, token: TOKEN }),
        new HttpClient({ ...address, token: TOKEN }),
      ];
      assert.deepEqual(await ours.getImportJobProgress({ ...ASKED }), await theirs.getImportJobProgress({ ...ASKED }));
      const [expected, asked] = recorder.taken();
      assert.deepEqual(wire(asked), wire(expected));
    }
  } finally {
    recorder.answer = served;
  }
});

describe('where ours is not the same on purpose', () => {
  const ask = async (config, params = ASKED) => {
    recorder.taken();
    await new HttpClient({ endpoint: recorder.url, token: TOKEN, ...config }).getImportJobProgress(params);
    return recorder.taken().at(-1);
  };

  test('arguments are not written to', async () => {
    const config = Object.freeze({ endpoint: recorder.url, token: TOKEN });
    const client = new HttpClient(config);
    for (const [method, params] of [
      ['getImportJobProgress', { jobId: JOB }],
      ['listImportJobs', { collectionName: COLLECTION }],
      ['createImportJobs', { collectionName: COLLECTION, files: Object.freeze([Object.freeze(['a.parquet'])]) }],
    ]) {
      await client[method](Object.freeze(params), Object.freeze({ timeout: 7_000 }));
      await assert.rejects(new NEWEST.HttpClient(config)[method](params), TypeError);
    }
  });

  test('headers are honest', async () => {
    const { headers } = await ask({});
    assert.match(headers['user-agent'], /^milvus-import\//);
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers.contenttype, undefined);
  });

  test('no token, no Authorization, whatever the environment says', async () => {
    process.env.MILVUS_TOKEN = 'of another program';
    process.env.MILVUS_DB = 'of another program';
    process.env.ZILLIZ_CLUSTER_ID = 'of another program';
    try {
      const { headers, json: body } = await ask({ token: undefined });
      assert.equal(headers.authorization, undefined);
      assert.equal(headers['db-name'], 'default');
      assert.deepEqual(body, { ...ASKED, dbName: 'default' });
    } finally {
      delete process.env.MILVUS_TOKEN;
      delete process.env.MILVUS_DB;
      delete process.env.ZILLIZ_CLUSTER_ID;
    }
  });

  test('another spelling where the first is unknown', async () => {
    recorder.answer = (request) => served(request.path.endsWith('/get_progress') ? { path: '/' } : request);
    try {
      // A client of its own, because it remembers what it learned.
      assert.match((await ask({ database: 'of a release without it' })).path, /describe$/);
      const theirs = new NEWEST.HttpClient({ endpoint: recorder.url, token: TOKEN });
      await assert.rejects(theirs.getImportJobProgress({ ...ASKED }), { name: 'HttpError', status: 404 });
    } finally {
      recorder.answer = served;
    }
  });

  test('a trailing slash and a missing scheme', async () => {
    for (const address of [{ endpoint: `${recorder.url}/` }, { endpoint: recorder.host }]) {
      assert.equal((await ask(address)).path, '/v2/vectordb/jobs/import/get_progress');
    }
    for (const baseURL of [`${recorder.url}/v2/`, `${recorder.host}/v2`]) {
      assert.equal((await ask({ endpoint: undefined, baseURL })).path, '/v2/vectordb/jobs/import/get_progress');
    }
  });

  test('files go to a Milvus, which has no projects; Zilliz Cloud takes objectUrls', async () => {
    const params = { collectionName: COLLECTION, files: [['s3://bucket/1.parquet']], ...PROJECT };
    const createAt = (endpoint) => new HttpClient({ endpoint, token: TOKEN }).createImportJobs(params);
    recorder.taken();
    await createAt(recorder.url);
    const { collectionName, files } = params;
    assert.deepEqual(recorder.taken().at(-1).json, { dbName: 'default', collectionName, files });
    const refused = { code: 'InvalidArgument', message: /no use for files/ };
    await assert.rejects(createAt('https://api.cloud.zilliz.com'), refused);
  });

  test('credentials in the address are the token', async () => {
    const [endpoint, baseURL] = ['', '/v2'].map((path) => `http://root:a%3Ab@${recorder.host}${path}`);
    for (const address of [{ endpoint }, { endpoint: undefined, baseURL }]) {
      assert.equal((await ask(address)).headers.authorization, 'Bearer root:a:b');
    }
    assert.throws(() => new Client({ uri: endpoint }), { code: 'InvalidArgument', message: /pass them as the token/ });
    const unknown = new HttpClient({ endpoint: 'http://root:secret@127.0.0.1:1', retryBudget: 0 });
    await assert.rejects(unknown.getImportJobProgress(ASKED), (error) => {
      assert.equal(error.code, 'Connect');
      assert.doesNotMatch(error.stack, /secret/);
      return true;
    });
  });

  test('a bigint is a job id', async () => {
    assert.equal((await ask({}, { jobId: BigInt(JOB) })).json.jobId, JOB);
  });

  test("what the SDK's client has no option for", async () => {
    const { headers } = await ask({ headers: { 'x-gateway': 'of the house' } });
    assert.equal(headers['x-gateway'], 'of the house');
  });

  test('a connection is kept, also where each call has an object of its own', async () => {
    const client = new HttpClient({ endpoint: recorder.url, token: TOKEN });
    recorder.taken();
    for (let n = 0; n < 4; n++) {
      await client.getImportJobProgress(ASKED);
      await new HttpClient({ endpoint: recorder.url, token: TOKEN }).getImportJobProgress(ASKED);
    }
    assert.equal(new Set(recorder.taken().map(({ connection }) => connection)).size, 1);
  });
});
