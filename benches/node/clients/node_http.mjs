/** Node's own client with an agent that keeps connections. */

import http from 'node:http';
import https from 'node:https';

import { BODY, HEADERS, PATH, summary } from '../target.mjs';

export function make({ url }) {
  const library = url.startsWith('https:') ? https : http;
  const options = {
    method: 'POST',
    headers: { ...HEADERS, 'Content-Length': BODY.length },
    agent: new library.Agent({ keepAlive: true }),
  };
  return () =>
    new Promise((resolve, reject) => {
      const request = library.request(url + PATH, options, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve(summary(JSON.parse(Buffer.concat(chunks)).data)));
      });
      request.on('error', reject);
      request.end(BODY);
    });
}
