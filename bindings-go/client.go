package milvusimport

/*
#include <milvus_import.h>
*/
import "C"

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"runtime"
	"time"
	"unsafe"

	"github.com/milvus-import/milvus-import/bindings-go/internal/live"
)

// ClientOptions sets a client up. What is empty is taken from the environment (MILVUS_URI, MILVUS_TOKEN, MILVUS_DB,
// ZILLIZ_CLUSTER_ID), and else has its default; a time is its default when it is 0.
type ClientOptions struct {
	// URI is the server: http(s)://host[:port][/prefix], or a bare host.
	URI string
	// API is milvus-v2, zilliz-v2, zilliz-v1 or milvus-2.3. When empty it is told from the host; where that does not tell,
	// from the ids and from what the server answers.
	API string
	// Token is an API key, or user:password.
	Token string
	// DBName is the database.
	DBName string
	// ClusterID, or ProjectID with RegionID, say whose jobs are meant on Zilliz Cloud.
	ClusterID, ProjectID, RegionID string
	// Proxy is a proxy's URL; when empty the environment's proxy is used, unless NoProxy is set.
	Proxy   string
	NoProxy bool
	// Headers are sent with every request besides, for a gateway in front of the server. Their values are taken to be
	// secrets, as the token is.
	Headers map[string]string
	// RequestTimeout, in whole seconds, is for how long the server may work on a request: the header Request-Timeout of Milvus
	// 2.5 and later. When 0 it is not sent, and the server takes 30 s. Not for 2.4, where one caller's value goes on to count
	// for the others.
	RequestTimeout time.Duration
	// CACert, ClientCert and ClientKey are PEM text. CACert holds authorities, or the server's own certificate, to trust
	// instead of the platform's; ClientCert may hold its key as well.
	CACert, ClientCert, ClientKey string
	// Timeout (20 s) is for one call, further attempts and the pauses between them included, unless RetryBudget is longer:
	// then for each attempt. ConnectTimeout (10 s) is for its connection. A negative one is refused.
	Timeout, ConnectTimeout time.Duration
	// RetryBudget (5 s, but no longer than Timeout) is for how long a call is tried again after passing faults; negative
	// never tries again.
	RetryBudget time.Duration
	// MaxResponseBytes (64 MiB) is the largest answer to read.
	MaxResponseBytes int
	// Insecure accepts any certificate, for tests only.
	Insecure bool
	// KeepRaw keeps the server's whole answers, in Progress.Raw and Collection.Raw.
	KeepRaw bool

	// NoEnvironment says that what is empty is none, and not taken from the environment; a proxy still is.
	NoEnvironment bool
	// CredentialsInURI takes the user:password@ of the URI as the token, whatever else is given as one; without it such a URI is
	// refused. For programs that stand in for another client.
	CredentialsInURI bool
}

// Client is a client of one server, connected on first use. Any number of goroutines may use it.
type Client struct {
	native  *C.mvi_client
	keepRaw bool
	lifetime
}

// NewClient makes a client. Nothing is sent yet.
func NewClient(options ClientOptions) (*Client, error) {
	var a arena
	defer a.free()
	o := C.mvi_client_options{struct_size: C.sizeof_mvi_client_options}
	known := a.text
	if options.NoEnvironment {
		known = a.required
	}
	o.uri = known("URI", options.URI)
	o.api = a.text("API", options.API)
	o.token = known("Token", options.Token)
	o.db_name = known("DBName", options.DBName)
	o.cluster_id = known("ClusterID", options.ClusterID)
	o.project_id = a.text("ProjectID", options.ProjectID)
	o.region_id = a.text("RegionID", options.RegionID)
	o.proxy = a.text("Proxy", options.Proxy)
	if options.NoProxy {
		o.proxy = a.required("Proxy", "")
	}
	o.headers, o.headers_count = a.pairs("Headers", options.Headers)
	o.ca_cert = a.text("CACert", options.CACert)
	o.client_cert = a.text("ClientCert", options.ClientCert)
	o.client_key = a.text("ClientKey", options.ClientKey)
	o.timeout = a.limit("Timeout", options.Timeout)
	o.connect_timeout = a.limit("ConnectTimeout", options.ConnectTimeout)
	o.retry_budget = milliseconds(options.RetryBudget)
	o.max_response_bytes = C.size_t(a.count("MaxResponseBytes", options.MaxResponseBytes, math.MaxInt))
	o.request_timeout = a.seconds("RequestTimeout", options.RequestTimeout)
	o.insecure = C.bool(options.Insecure)
	o.credentials_in_uri = C.bool(options.CredentialsInURI)
	if a.err != nil {
		return nil, a.err
	}
	client := &Client{keepRaw: options.KeepRaw}
	var native *C.mvi_error
	if C.mvi_client_new(&o, &client.native, &native) != C.MVI_OK {
		return nil, failed(context.Background(), native)
	}
	live.Clients.Add(1)
	client.closing, client.close = context.WithCancel(context.Background())
	client.cleanup = runtime.AddCleanup(client, freeClient, client.native)
	return client, nil
}

func freeClient(native *C.mvi_client) {
	C.mvi_client_free(native)
	live.Clients.Add(-1)
}

// URI is the server's address, without a trailing slash; empty once the client is closed.
func (c *Client) URI() string {
	return c.say(func() *C.char { return C.mvi_client_uri(c.native) })
}

// API is the API generation that the client speaks, by its name: the one that was set, or has answered, or else the likely
// one. Empty once the client is closed.
func (c *Client) API() string {
	return c.say(func() *C.char { return C.mvi_client_api(c.native) })
}

func (c *Client) say(what func() *C.char) string {
	if c.enter() != nil {
		return ""
	}
	defer c.calls.Done()
	return goText(what())
}

// milliseconds rounds away from zero, which means something else.
func milliseconds(d time.Duration) C.int64_t {
	whole := C.int64_t(d / time.Millisecond)
	switch rest := d % time.Millisecond; {
	case rest > 0:
		return whole + 1
	case rest < 0:
		return whole - 1
	default:
		return whole
	}
}

// call makes a native call with a context and one text.
func (c *Client) call(ctx context.Context, jobID string, options []CallOption, do func(*C.mvi_client, *C.char, *C.mvi_cancel_token, **C.mvi_error) C.mvi_status) error {
	var a arena
	defer a.free()
	id := a.required("the job id", jobID)
	if a.err != nil {
		return a.err
	}
	client, token, end, err := c.begin(ctx, options)
	if err != nil {
		return err
	}
	defer end()
	var native *C.mvi_error
	if do(client, id, token, &native) != C.MVI_OK {
		return failed(ctx, native)
	}
	return nil
}

// GetImportProgress asks how far a job is. A Failed job is a good answer: look at its State.
func (c *Client) GetImportProgress(ctx context.Context, jobID string, options ...CallOption) (*Progress, error) {
	var progress *C.mvi_progress
	err := c.call(ctx, jobID, options, func(client *C.mvi_client, id *C.char, token *C.mvi_cancel_token, e **C.mvi_error) C.mvi_status {
		return C.mvi_get_import_progress(client, id, token, &progress, e)
	})
	return c.ownProgress(progress, err)
}

// DescribeJob asks Zilliz Cloud about a job of any kind; the answer has no rows and no files.
func (c *Client) DescribeJob(ctx context.Context, jobID string, options ...CallOption) (*Progress, error) {
	var progress *C.mvi_progress
	err := c.call(ctx, jobID, options, func(client *C.mvi_client, id *C.char, token *C.mvi_cancel_token, e **C.mvi_error) C.mvi_status {
		return C.mvi_describe_job(client, id, token, &progress, e)
	})
	return c.ownProgress(progress, err)
}

// CommitImport makes the rows of an Uncommitted job visible (Milvus 3.0).
func (c *Client) CommitImport(ctx context.Context, jobID string, options ...CallOption) error {
	return c.call(ctx, jobID, options, func(client *C.mvi_client, id *C.char, token *C.mvi_cancel_token, e **C.mvi_error) C.mvi_status {
		return C.mvi_commit_import(client, id, token, e)
	})
}

// AbortImport throws the rows of an Uncommitted job away (Milvus 3.0).
func (c *Client) AbortImport(ctx context.Context, jobID string, options ...CallOption) error {
	return c.call(ctx, jobID, options, func(client *C.mvi_client, id *C.char, token *C.mvi_cancel_token, e **C.mvi_error) C.mvi_status {
		return C.mvi_abort_import(client, id, token, e)
	})
}

// Import says what to import, and where from. Which members a server takes depends on its API generation.
type Import struct {
	// CollectionName is required; PartitionName is the default partition when empty.
	CollectionName, PartitionName string
	// Files are paths in a Milvus server's object storage; one inner list is one file, or one set of NumPy files.
	Files [][]string
	// Options are for Milvus: timeout ("300s"), auto_commit ("false", 3.0), backup, …
	Options map[string]string
	// ObjectURL or ObjectURLs, AccessKey, SecretKey and SessionToken are for Zilliz Cloud.
	ObjectURL                          string
	ObjectURLs                         [][]string
	AccessKey, SecretKey, SessionToken string
	// VolumeName and DataPaths are for Zilliz Cloud's volumes.
	VolumeName string
	DataPaths  [][]string
	// IdempotencyKey makes a retry safe on Milvus 2.6.24 and 3.0.2, and is ignored by older servers.
	IdempotencyKey string
}

func (what Import) native(a *arena) C.mvi_bulk_import_options {
	o := C.mvi_bulk_import_options{struct_size: C.sizeof_mvi_bulk_import_options}
	o.collection_name = a.text("CollectionName", what.CollectionName)
	o.partition_name = a.text("PartitionName", what.PartitionName)
	o.files, o.files_count = a.groups("Files", what.Files)
	o.options, o.options_count = a.pairs("Options", what.Options)
	o.object_url = a.text("ObjectURL", what.ObjectURL)
	o.object_urls, o.object_urls_count = a.groups("ObjectURLs", what.ObjectURLs)
	o.access_key = a.text("AccessKey", what.AccessKey)
	o.secret_key = a.text("SecretKey", what.SecretKey)
	o.session_token = a.text("SessionToken", what.SessionToken)
	o.volume_name = a.text("VolumeName", what.VolumeName)
	o.data_paths, o.data_paths_count = a.groups("DataPaths", what.DataPaths)
	o.idempotency_key = a.text("IdempotencyKey", what.IdempotencyKey)
	return o
}

// BulkImport creates an import job. It is sent again only when no connection was made, when the server refused it for the
// moment (too many jobs, rate limit, starting) or with an idempotency key. After Timeout, Connect, UnexpectedResponse or
// Cancelled the job may exist: the error's JobID names it where the answer did, else list the jobs before trying again.
func (c *Client) BulkImport(ctx context.Context, what Import, options ...CallOption) (*CreatedJob, error) {
	var a arena
	defer a.free()
	o := what.native(&a)
	if a.err != nil {
		return nil, a.err
	}
	client, token, end, err := c.begin(ctx, options)
	if err != nil {
		return nil, err
	}
	defer end()
	var job *C.mvi_created_job
	var native *C.mvi_error
	if C.mvi_bulk_import(client, &o, token, &job, &native) != C.MVI_OK {
		return nil, failed(ctx, native)
	}
	defer C.mvi_created_job_free(job)
	var text *C.char
	if C.mvi_created_job_json(job, &text, &native) != C.MVI_OK {
		return nil, failed(ctx, native)
	}
	return readJSON(text, new(CreatedJob))
}

// readJSON reads the JSON view of a result into what has its members.
func readJSON[T any](text *C.char, result *T) (*T, error) {
	if err := json.Unmarshal([]byte(goText(text)), result); err != nil {
		return nil, &Error{Code: Internal, Message: err.Error()}
	}
	return result, nil
}

// ownProgress copies a native progress, and frees it.
func (c *Client) ownProgress(progress *C.mvi_progress, err error) (*Progress, error) {
	if err != nil {
		return nil, err
	}
	defer C.mvi_progress_free(progress)
	return c.readOwn(progress), nil
}

// readOwn copies a native progress, with the server's answer where that is to be kept.
func (c *Client) readOwn(progress *C.mvi_progress) *Progress {
	own := readProgress(progress)
	if c.keepRaw {
		var length C.size_t
		raw := C.mvi_progress_raw(progress, &length)
		own.Raw = bytes.Clone(unsafe.Slice((*byte)(unsafe.Pointer(raw)), int(length)))
	}
	return own
}
