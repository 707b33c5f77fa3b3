/** What every client is told: whom to ask, and what it must have understood of the answer. */

import { readFileSync } from 'node:fs';

// As the server answers: see benches/src/answer.rs.
export const JOB_ID = '448761313698322011';
export const TOKEN = 'root:Milvus';
export const PATH = '/v2/vectordb/jobs/import/get_progress';

/** Job, state, progress: what a poll wants to know. */
export const EXPECTED = [JOB_ID, 'Importing', 55];

export const BODY = JSON.stringify({ jobId: JOB_ID });
export const HEADERS = {
  Authorization: `Bearer ${TOKEN}`,
  'Content-Type': 'application/json',
  Accept: 'application/json',
};

/**
 * One address of the server.
 * @typedef {object} Target
 * @property {string} url
 * @property {number} details
 * @property {string} [bundle] file (PEM) with the server's certificate; absent where it speaks plain HTTP
 * @property {number} inFlight how many calls are made at once
 * @property {string} product folder of the package milvus-import
 */

/** Out of a parsed answer. */
export const summary = ({ jobId, state, progress }) => [jobId, state, progress];

/** A fast wrong answer is no result. */
export function check(understood) {
  if (understood.length !== EXPECTED.length || understood.some((value, n) => value !== EXPECTED[n])) {
    throw new Error(`${JSON.stringify(understood)} instead of ${JSON.stringify(EXPECTED)}`);
  }
}

/** What to trust, for clients that are told: the others have it from NODE_EXTRA_CA_CERTS. */
export const certificate = (bundle) => (bundle === undefined ? undefined : readFileSync(bundle, 'utf8'));
