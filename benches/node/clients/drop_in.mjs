/** milvus-import in the place of the SDK: the import changed, and how a certificate is trusted. */

import { createRequire } from 'node:module';

import { JOB_ID, TOKEN, certificate, summary } from '../target.mjs';

export function make({ url, bundle, product }) {
  const { HttpClient } = createRequire(import.meta.url)(product);
  const client = new HttpClient({ endpoint: url, token: TOKEN, caCert: certificate(bundle) });
  return async () => summary((await client.getImportJobProgress({ jobId: JOB_ID })).data);
}
