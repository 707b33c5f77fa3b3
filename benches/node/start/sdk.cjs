const { HttpClient } = require('@zilliz/milvus2-sdk-node');

const [url, job, token] = process.argv.slice(2);
new HttpClient({ endpoint: url, token })
  .getImportJobProgress({ jobId: job })
  .then(({ data }) => console.log(data.jobId, data.state, data.progress));
