/** milvus-import's client, with every file of each answer read. */

import { createRequire } from 'node:module';

import { JOB_ID, TOKEN, certificate, summary } from '../target.mjs';

export function make({ url, bundle, details, product }) {
  const { Client } = createRequire(import.meta.url)(product);
  const client = new Client({ uri: url, token: TOKEN, caCert: certificate(bundle) });
  return async () => {
    const progress = await client.getImportProgress(JOB_ID);
    const files = progress.details;
    const last = files[details - 1];
    if (files.length !== details || last.importedRows !== 50_000 || !last.fileName.endsWith('.parquet]')) {
      throw new Error(`${files.length} details, the last ${JSON.stringify(last)}`);
    }
    return summary(progress);
  };
}
