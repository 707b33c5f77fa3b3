const { Client } = require(process.env.MILVUS_IMPORT_PACKAGE);

const [url, job, token] = process.argv.slice(2);
new Client({ uri: url, token })
  .getImportProgress(job)
  .then(({ jobId, state, progress }) => console.log(jobId, state, progress));
