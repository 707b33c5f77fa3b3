const { HttpClient } = require(process.env.MILVUS_IMPORT_PACKAGE);

const [url, job, token] = process.argv.slice(2);
new HttpClient({ endpoint: url, token })
  .getImportJobProgress({ jobId: job })
  .then(({ data }) => console.log(data.jobId, data.state, data.progress));
