/** The floor: a socket, the bytes of a request out, the bytes of the answer in, nothing understood. One at a time. */

import net from 'node:net';
import tls from 'node:tls';

import { BODY, EXPECTED, PATH, TOKEN } from '../target.mjs';

const REQUEST = Buffer.from(
  `POST ${PATH} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${TOKEN}\r\naccept: application/json\r\n` +
    `user-agent: floor\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
);

export async function make({ url }) {
  const { hostname, port, protocol } = new URL(url);
  const socket = protocol === 'https:' ? tls.connect({ host: hostname, port }) : net.connect({ host: hostname, port });
  socket.setNoDelay(true);

  let length = Number.POSITIVE_INFINITY;
  let have = 0;
  let answered;
  let failed;
  socket.on('error', (error) => failed?.(error));
  socket.on('data', (chunk) => {
    if (length === Number.POSITIVE_INFINITY) {
      length = lengthOfAnswer(chunk);
    }
    have += chunk.length;
    if (have >= length) {
      have = 0;
      answered(EXPECTED);
    }
  });
  const call = () =>
    new Promise((resolve, reject) => {
      answered = resolve;
      failed = reject;
      socket.write(REQUEST);
    });
  await call();
  return call;
}

/** Every answer of the server is as long as the first, whose head comes in one piece. */
function lengthOfAnswer(start) {
  const head = start.indexOf('\r\n\r\n') + 4;
  return head + Number(/content-length: *(\d+)/i.exec(start.toString('latin1', 0, head))[1]);
}
