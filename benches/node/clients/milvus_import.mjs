/** milvus-import's client: the summary of each answer, as a loop of polls reads it. */

import { createRequire } from 'node:module';

import { JOB_ID, TOKEN, certificate, summary } from '../target.mjs';

export function make({ url, bundle, product }) {
  const { Client } = createRequire(import.meta.url)(product);
  const client = new Client({ uri: url, token: TOKEN, caCert: certificate(bundle) });
  return async () => summary(await client.getImportProgress(JOB_ID));
}
