// What users may and may not write, for tsc --strict: a line under @ts-expect-error that is no error fails.

import {
  type BulkImportOptions,
  check,
  type CheckOptions,
  type CheckReport,
  Client,
  type ClientOptions,
  type CollectionDescription,
  type CollectionField,
  type CollectionFunction,
  type CollectionStruct,
  type CreatedJob,
  describeCollection,
  type ErrorCode,
  explain,
  type Explanation,
  type FileProgress,
  type Finding,
  getImportProgress,
  ImportFailedError,
  type ImportJob,
  type ImportManyOptions,
  ImportJobError,
  JobNotFoundError,
  type ImportProgress,
  type JobEvent,
  type JobEventKind,
  type JobState,
  listImportJobs,
  type Looked,
  type Phase,
  type WaitOptions,
} from 'milvus-import';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>) => {};

export async function everyCall(signal: AbortSignal, settings: ClientOptions): Promise<void> {
  await using client = new Client({
    ...settings,
    uri: 'localhost',
    timeout: 5_000,
    headers: { a: 'b' },
    caCert: Buffer.of(),
  });
  const job = await client.getImportProgress('1', { signal });
  same<typeof job, ImportProgress>(true);
  same<typeof job.jobId, string>(true);
  same<typeof job.importedRows, number | null>(true);
  same<typeof job.state, JobState>(true);
  same<typeof job.phase, Phase>(true);
  same<typeof job.details, readonly FileProgress[]>(true);
  same<typeof job.raw, Buffer>(true);
  same<typeof job.rawProgress, string | null>(true);
  same<typeof job.retryableFailure, boolean>(true);
  same<string, ReturnType<typeof job.toText>>(true);
  job.toText({ details: false });
  await client.getImportProgress(448761313698322011n);
  await client.describeJob('1', { requestTimeout: 7_000 });
  const books = await client.describeCollection('books', { dbName: 'sales', signal });
  same<typeof books, CollectionDescription>(true);
  same<typeof books.fields, readonly CollectionField[]>(true);
  same<typeof books.functions, readonly CollectionFunction[] | null>(true);
  same<typeof books.structFields, readonly CollectionStruct[] | null>(true);
  same<(typeof books.fields)[0]['nullable'], boolean | null>(true);
  await describeCollection({ uri: 'localhost', collectionName: 'books', dbName: 'sales' });
  await client.commitImport('1');
  await client.abortImport('1', { signal: undefined });
  const wanted: BulkImportOptions = {
    collectionName: 'c',
    files: [['a'] as const],
    options: { auto_commit: false, n: 1 },
  };
  const created: CreatedJob = await client.bulkImport({ ...wanted, signal });
  same<typeof created.jobIds, readonly string[]>(true);
  const options: WaitOptions = {
    timeout: 1,
    stallTimeout: 2,
    requestTimeout: 1_000,
    faultBudget: 3,
    onProgress: ({ progress }) => progress + 1,
  };
  same<ImportProgress, Awaited<ReturnType<typeof client.wait>>>(true);
  await client.wait(created.jobId, options);
  for await (const change of client.watch('1', { stallTimeout: 5, signal })) same<typeof change, ImportProgress>(true);
  for await (const event of client.watchMany(new Set(['1', 2n]), { timeout: 5, onOutage: (error) => error?.message }))
    whatIsTold(event);
  for await (const event of client.watchCollection('c', { withEnded: true, signal }))
    same<typeof event, JobEvent>(true);
  const all: ImportManyOptions = {
    ...wanted,
    ledger: 'l.jsonl',
    filesPerJob: 9,
    atomic: true,
    stallTimeout: 5,
    signal,
  };
  for await (const event of client.importMany(all)) same<typeof event, JobEvent>(true);
  for await (const listed of client.listImportJobs({ pageSize: 5 })) same<typeof listed, ImportJob>(true);
  for await (const page of listImportJobs({ uri: 'localhost' }).pages())
    same<typeof page.jobs, readonly ImportJob[]>(true);
  await getImportProgress({ uri: 'localhost', jobId: 1n, token: process.env['TOKEN'], signal });
}

export async function checks(client: Client, schema: CollectionDescription): Promise<void> {
  const report = await check(schema, ['a.parquet', ['id.npy', 'vec.npy']], { server: '2.6', rows: 'all' });
  same<typeof report, CheckReport>(true);
  same<typeof report.findings, readonly Finding[]>(true);
  same<typeof report.ok, boolean>(true);
  same<Finding['severity'], 'error' | 'warning' | 'note'>(true);
  same<(typeof report.looked)[number], Looked>(true);
  const rules: CheckOptions = { sep: ';', nullkey: '', signal: AbortSignal.timeout(5) };
  await check('books.schema', ['a.csv'], rules);
  const again = await client.check('books', ['a.json'], { dbName: 'sales', server: '2.5.27', requestTimeout: 5000 });
  same<typeof again, CheckReport>(true);
  same<ReturnType<typeof explain>, Explanation | null>(true);
}

export function whatIsTold(event: JobEvent): string {
  same<JobEvent['kind'] | 'outage' | 'recovered', JobEventKind>(true);
  same<typeof event.files, readonly (readonly string[])[]>(true);
  switch (event.kind) {
    case 'created':
    case 'skipped':
      return event.jobId;
    case 'progress':
      return event.progress.jobId;
    case 'ended':
      return event.error === null ? event.progress.state : event.error.message;
    case 'searching':
    case 'not_imported':
      same<typeof event.jobId, null>(true);
      return event.error.message;
  }
}

export function whatIsCaught(error: unknown): ErrorCode | undefined {
  if (error instanceof ImportFailedError) {
    same<typeof error.code, 'ImportFailed'>(true);
    same<typeof error.progress, ImportProgress>(true);
  }
  if (error instanceof ImportJobError) {
    same<typeof error.serverCode, number | null>(true);
    same<typeof error.httpStatus, number | null>(true);
    same<typeof error.jobId, string | null>(true);
    same<typeof error.progress, ImportProgress | null>(true);
    same<typeof error.explanation, Explanation | null>(true);
    return error.code;
  }
  return undefined;
}

export function refused(client: Client, job: ImportProgress): void {
  // @ts-expect-error: only the drop-in takes credentials in an address
  new Client({ uri: 'http://root:Milvus@localhost:19530' }, true);
  // @ts-expect-error: a number may have lost digits
  void client.getImportProgress(448761313698322011);
  // @ts-expect-error: the option is called dbName
  new Client({ db_name: 'x' });
  // @ts-expect-error: no such API generation
  new Client({ api: 'v3' });
  // @ts-expect-error: files are grouped
  void client.bulkImport({ collectionName: 'c', files: ['a.parquet'] });
  // @ts-expect-error: the collection is required
  void client.bulkImport({ files: [['a.parquet']] });
  // @ts-expect-error: one id is no list of ids
  client.watchMany(7n);
  // @ts-expect-error: only a collection has jobs that ended before
  client.watchMany(['7'], { withEnded: true });
  // @ts-expect-error: the collection is required here too
  client.importMany({ files: [['a.parquet']] });
  // @ts-expect-error: results are not to be written to
  job.state = 'Completed';
  // @ts-expect-error: not a state
  void (job.state === 'completed');
  // @ts-expect-error: it is called httpStatus, as everywhere
  void new JobNotFoundError('').status;
  // @ts-expect-error: what failed has been seen to fail
  void new ImportFailedError('');
  // @ts-expect-error: rows may not be known
  void job.importedRows.toFixed();
}
