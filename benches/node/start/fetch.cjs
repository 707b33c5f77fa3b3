const [url, job, token] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
fetch(`${url}/v2/vectordb/jobs/import/get_progress`, { method: 'POST', headers, body: JSON.stringify({ jobId: job }) })
  .then((response) => response.json())
  .then(({ data }) => console.log(data.jobId, data.state, data.progress));
