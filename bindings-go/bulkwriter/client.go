package bulkwriter

import (
	"time"

	milvusimport "github.com/milvus-import/milvus-import/bindings-go"
)

// What the package of this module's root has, under this package's name too.
type (
	// Client is a client of one server.
	Client = milvusimport.Client
	// ClientOptions sets a client up.
	ClientOptions = milvusimport.ClientOptions
	// CallOption is an option of one call of a [Client].
	CallOption = milvusimport.CallOption
	// Import says what to import, and where from.
	Import = milvusimport.Import
	// CreatedJob is a job that BulkImport made.
	CreatedJob = milvusimport.CreatedJob
	// ImportManyOptions says how many files become jobs.
	ImportManyOptions = milvusimport.ImportManyOptions
	// ListOptions says which jobs to list.
	ListOptions = milvusimport.ListOptions
	// JobList is one page of jobs.
	JobList = milvusimport.JobList
	// Job is one job of a list.
	Job = milvusimport.Job
	// DescribeOptions says which collection to describe.
	DescribeOptions = milvusimport.DescribeOptions
	// Collection is what a collection holds.
	Collection = milvusimport.Collection
	// Field is one field of a collection or of a struct.
	Field = milvusimport.Field
	// StructField is an array of structs.
	StructField = milvusimport.StructField
	// Function is what the server computes fields with.
	Function = milvusimport.Function
	// WaitOptions says how long to follow a job.
	WaitOptions = milvusimport.WaitOptions
	// JobEvent is what is told of one of many followed jobs.
	JobEvent = milvusimport.JobEvent
	// Progress is how far one job is.
	Progress = milvusimport.Progress
	// FileProgress is how far one file of a job is.
	FileProgress = milvusimport.FileProgress
	// Error is every error of this package.
	Error = milvusimport.Error
)

// ErrClosed is wrapped by the errors of calls that [Client.Close] has ended, and of those that come after it.
var ErrClosed = milvusimport.ErrClosed

// NewClient makes a client. Nothing is sent yet.
func NewClient(options ClientOptions) (*Client, error) { return milvusimport.NewClient(options) }

// RequestTimeout takes the place of the client's own for one call, or for every look of a wait, a watch or a walk over pages.
func RequestTimeout(limit time.Duration) CallOption { return milvusimport.RequestTimeout(limit) }
