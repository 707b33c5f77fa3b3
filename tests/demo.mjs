// The demo's import from Node.js. Arguments: a file that the server reads, and the rows that are in it.

import { Client } from '../bindings-node/dist/index.mjs';

const [file, rows] = process.argv.slice(2);
const client = new Client(); // the server is in MILVUS_URI
const { jobId } = await client.bulkImport({ collectionName: 'books', files: [[file]] });
const onProgress = ({ state, progress, phase }) => console.log(`${state} ${progress} % ${phase}`);
const done = await client.wait(jobId, { onProgress });
console.log(`${done.importedRows} rows from Node.js`);
process.exitCode = done.importedRows === Number(rows) ? 0 : 1;
