// TLS: the certificates of servers, and those that clients show.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { after, before, test } from 'node:test';

import { Client, TlsError } from '../dist/index.mjs';
import { program } from './support/programs.mjs';

let pem;
const servers = [];
before(() => {
  pem = JSON.parse(execFileSync(program('milvus-import-tests', 'certificates')));
});
after(() => servers.forEach((server) => server.close()));

/** A server with this certificate; its address. */
async function served({ certificate, key }, options = {}) {
  const server = createServer({ cert: certificate, key, ...options }, (request, response) => {
    const { CN } = request.socket.getPeerCertificate().subject ?? {};
    response.end(JSON.stringify({ code: 0, data: { state: 'Importing', collectionName: CN } }));
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `https://127.0.0.1:${server.address().port}`;
}

const asked = (uri, options) => new Client({ uri, retryBudget: 0, ...options }).getImportProgress('1');

test('a certificate of an authority that is trusted is good, given as text or as bytes', async () => {
  const uri = await served(pem.good);
  for (const caCert of [pem.authority, Buffer.from(pem.authority)]) {
    assert.equal((await asked(uri, { caCert })).state, 'Importing');
  }
});

test('every other certificate is a TlsError that says so', async () => {
  const cases = [
    [pem.good, { caCert: pem.stranger }, /not trusted here/],
    [pem.good, {}, /not trusted here/],
    [pem.of_another_host, { caCert: pem.authority }, /and not for /],
    [pem.out_of_date, { caCert: pem.authority }, /expired/],
  ];
  for (const [certificate, options, hint] of cases) {
    await assert.rejects(asked(await served(certificate), options), (error) => {
      assert.ok(error instanceof TlsError, String(error));
      assert.match(error.message, hint);
      return true;
    });
  }
});

test('verification can be switched off', async () => {
  assert.equal((await asked(await served(pem.out_of_date), { insecure: true })).state, 'Importing');
});

test('a client shows its certificate, with its key apart or in the same text', async () => {
  const uri = await served(pem.good, { ca: pem.authority, requestCert: true, rejectUnauthorized: true });
  const { certificate, key } = pem.client;
  for (const shown of [{ clientCert: certificate, clientKey: key }, { clientCert: certificate + key }]) {
    const { collectionName } = await asked(uri, { caCert: pem.authority, ...shown });
    assert.equal(typeof collectionName, 'string');
  }
  await assert.rejects(asked(uri, { caCert: pem.authority }), { name: /TlsError|ConnectError/ });
});
