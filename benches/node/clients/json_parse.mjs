/** No client: parses the bytes of an answer that is there already, which is the least that a client in JavaScript does. */

import { BODY, HEADERS, PATH, summary } from '../target.mjs';

export async function make({ url }) {
  const response = await fetch(url + PATH, { method: 'POST', headers: HEADERS, body: BODY });
  const bytes = Buffer.from(await response.arrayBuffer());
  return async () => summary(JSON.parse(bytes.toString()).data);
}
