/** The client that Milvus's SDK has for HTTP. */

import { HttpClient } from '@zilliz/milvus2-sdk-node';

import { JOB_ID, TOKEN, summary } from '../target.mjs';

export function make({ url }) {
  const client = new HttpClient({ endpoint: url, token: TOKEN });
  return async () => summary((await client.getImportJobProgress({ jobId: JOB_ID })).data);
}
