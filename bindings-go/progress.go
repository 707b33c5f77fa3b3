package milvusimport

// Progress is how far one job is, as one answer of the server says. A nil pointer means that the server did not say.
// Its JSON form is the same in every language of this library.
type Progress struct {
	JobID          string  `json:"job_id"`
	CollectionName *string `json:"collection_name"`
	PartitionName  *string `json:"partition_name"`
	FileName       *string `json:"file_name"`
	JobType        *string `json:"job_type"`
	// State is Pending, Importing, Uncommitted, Committing, Completed, Failed, Canceling, Canceled or Unknown.
	State    string  `json:"state"`
	RawState *string `json:"raw_state"`
	// Progress is 0 to 100, rounded down: 100 only when it is.
	Progress int64 `json:"progress"`
	// RawProgress is the number as the server wrote it, in its own unit. It may be beyond what a float64 holds.
	RawProgress *string `json:"raw_progress"`
	// Phase is queued, reading, loading, sorting, indexing, committing, done or failed.
	Phase string `json:"phase"`
	// ImportedRows and TotalRows are 0 until the rows have been counted, which is at 40 %, and on Milvus again on a Failed job.
	ImportedRows *int64  `json:"imported_rows"`
	TotalRows    *int64  `json:"total_rows"`
	FileSize     *int64  `json:"file_size"`
	Reason       *string `json:"reason"`
	// RetryableFailure says that the job Failed of a passing fault of the storage, the network or a node, so that the same
	// files usually import when they are started again. Nothing is started again by itself.
	RetryableFailure bool    `json:"retryable_failure"`
	CreateTime       *string `json:"create_time"`
	CompleteTime     *string `json:"complete_time"`
	// Details are the job's files, sorted by name.
	Details  []FileProgress `json:"details"`
	Terminal bool           `json:"terminal"`
	Success  bool           `json:"success"`
	// DetailsError says why there are no Details where the server's are broken. All else is good even then.
	DetailsError error `json:"-"`
	// Raw is the server's whole answer, unchanged, where ClientOptions.KeepRaw asks for it.
	Raw []byte `json:"-"`
}

// FileProgress is how far one file of a job is.
type FileProgress struct {
	FileName     *string `json:"file_name"`
	State        string  `json:"state"`
	RawState     *string `json:"raw_state"`
	Progress     int64   `json:"progress"`
	RawProgress  *string `json:"raw_progress"`
	ImportedRows *int64  `json:"imported_rows"`
	TotalRows    *int64  `json:"total_rows"`
	FileSize     *int64  `json:"file_size"`
	Reason       *string `json:"reason"`
	CreateTime   *string `json:"create_time"`
	CompleteTime *string `json:"complete_time"`
}

// Job is one job of a list.
type Job struct {
	JobID          string  `json:"job_id"`
	CollectionName *string `json:"collection_name"`
	State          string  `json:"state"`
	RawState       *string `json:"raw_state"`
	Progress       *int64  `json:"progress"`
	RawProgress    *string `json:"raw_progress"`
	Reason         *string `json:"reason"`
}

// JobList is one page of jobs; [Client.ImportJobPages] walks them all. An empty list is never proof that no job exists.
type JobList struct {
	Jobs        []Job  `json:"jobs"`
	Count       *int64 `json:"count"`
	CurrentPage *int64 `json:"current_page"`
	PageSize    *int64 `json:"page_size"`
	// NextPage is the CurrentPage to ask for next; 0 after the last page, and where the server does not page.
	NextPage int `json:"-"`
}

// CreatedJob is a job that BulkImport made.
type CreatedJob struct {
	JobID string `json:"job_id"`
	// JobIDs are the ids of all jobs that the call made, JobID the first: more than one only on Milvus 2.1, which makes a job of
	// each file.
	JobIDs []string `json:"job_ids"`
}
