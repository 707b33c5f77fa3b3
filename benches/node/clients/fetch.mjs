/** Node's global fetch, which is undici. */

import { BODY, HEADERS, PATH, summary } from '../target.mjs';

export function make({ url }) {
  return async () => {
    const response = await fetch(url + PATH, { method: 'POST', headers: HEADERS, body: BODY });
    const { data } = await response.json();
    return summary(data);
  };
}
