package milvusimport

/*
#include <milvus_import.h>
#cgo nocallback mvi_watch_many
#cgo nocallback mvi_watch_collection
#cgo nocallback mvi_import_many
#cgo nocallback mvi_many_watcher_next
*/
import "C"

import (
	"context"
	"iter"
	"math"
	"sync/atomic"
)

// JobEvent is what is told of one of many followed jobs. EventOutage and EventRecovered are not among them: WaitOptions.OnOutage is
// told of these.
type JobEvent struct {
	// Kind says what is told: for a followed job a change, EventProgress, or once that it is followed no more, EventEnded. Of
	// ImportMany also what becomes of Files: EventCreated, EventSearching, EventSkipped or EventNotImported.
	Kind EventKind
	// JobID is the job; empty where there is none for the Files.
	JobID string
	// Files are what is imported, grouped as Import.Files are; none for a job that has been told with its Files before.
	Files [][]string
	// Progress is the job's change, or at its end its last known progress. A change that a list told of has no rows and no files.
	Progress *Progress
	// Err is why the job failed or is followed no more, as [Client.Wait] would return it, or why Files are not imported or it
	// is not known whether they have a job.
	Err error
}

// WatchMany follows many jobs to their ends with few requests. It tells of every change of each, and once of its end; leaving the loop
// ends it. A job that is named twice is followed once.
//
// At most ten requests a second go to the server, by all such follows of this process together that have the same token. Lists tell
// of changes; a job that they leave out is asked for by itself, and so is each that has ended.
//
// The options' StallTimeout is each job's, their FaultBudget the server's and their Timeout that of all. How a job ends is an event; the
// error beside it, which comes last, is what ends the whole: the context, or the client's Close.
func (c *Client) WatchMany(ctx context.Context, jobIDs []string, options WaitOptions, call ...CallOption) iter.Seq2[JobEvent, error] {
	return c.events(ctx, options, call, func(a *arena) startMany {
		ids, count := a.texts("a job id", jobIDs), C.size_t(len(jobIDs))
		return func(client *C.mvi_client, o *C.mvi_wait_options, watcher **C.mvi_many_watcher, native **C.mvi_error) C.mvi_status {
			return C.mvi_watch_many(client, ids, count, o, watcher, native)
		}
	})
}

// WatchCollection follows the jobs of a collection as [Client.WatchMany] does: those that have not ended, and those that are started
// meanwhile; WaitOptions.WithEnded those too that had ended before. It ends when all have ended and two lists in a row show no others. Its last error may also be why the collection cannot
// be listed, or Timeout.
func (c *Client) WatchCollection(ctx context.Context, collectionName string, options WaitOptions, call ...CallOption) iter.Seq2[JobEvent, error] {
	return c.events(ctx, options, call, func(a *arena) startMany {
		name := a.required("the collection's name", collectionName)
		return func(client *C.mvi_client, o *C.mvi_wait_options, watcher **C.mvi_many_watcher, native **C.mvi_error) C.mvi_status {
			return C.mvi_watch_collection(client, name, C.bool(options.WithEnded), o, watcher, native)
		}
	})
}

// ImportManyOptions says how many files become jobs. A count is its default when it is 0.
type ImportManyOptions struct {
	// FilesPerJob (64, on Milvus 2.3 1) is how many groups of files are a job: at most 1,024, on Zilliz Cloud 1,000. A job is
	// atomic: one bad file loses it the others.
	FilesPerJob int
	// JobsInFlight (32) is how many jobs there are at once: fewer while the server says that there are too many, or takes too
	// long to create one.
	JobsInFlight int
	// Ledger is a file that keeps what was done, a line of JSON an event, each on disk before the next step. A run that finds it
	// skips what is Completed, takes up what is under way, and leaves what failed. None when empty.
	Ledger string
	// RetryFailed starts again what the ledger has as failed, and what vanished: that may have been imported.
	RetryFailed bool
	// SkipBadFiles starts another job without the file that a job's failure names.
	SkipBadFiles bool
	// Atomic, for Milvus 3.0, commits all jobs once each is Uncommitted, and aborts all when one fails. Where the end of one is
	// not known neither is done, and the next run with the Ledger goes on. Each commit is the server's own step: readers may see
	// some jobs' rows before others', and after a crash between two the next run commits the rest.
	Atomic bool
	// HasIdempotency says that the server is Milvus 2.6.24, 3.0.2 or later: a create without a clear answer is sent again with
	// its Idempotency-Key. Without it the server's list decides whether there is a job.
	HasIdempotency bool
}

// ImportMany imports many files: as jobs of modest size, as many at once as the server takes. It starts them and tells of them
// like [Client.WatchMany]; what says what all jobs have in common, and lists the files of all. Leaving the loop ends it, and the
// jobs that were started go on: with a Ledger a later run takes them up.
//
// No create is sent twice that may have made a job. Where one has no clear answer, the collection's list tells whether there is a
// job of those files; where that cannot be known they are told with EventNotImported, and that it is not known.
//
// Its last error may also be InvalidArgument, for what cannot work or would import a file twice, and for a ledger of something
// else; LedgerUnusable; and NotFound where there is no such collection. A second loop over the same iterator is refused: it would
// import the files again.
func (c *Client) ImportMany(ctx context.Context, what Import, options ImportManyOptions, wait WaitOptions, call ...CallOption) iter.Seq2[JobEvent, error] {
	events := c.events(ctx, wait, call, func(a *arena) startMany {
		files, many := what.native(a), options.native(a)
		return func(client *C.mvi_client, o *C.mvi_wait_options, watcher **C.mvi_many_watcher, native **C.mvi_error) C.mvi_status {
			return C.mvi_import_many(client, &files, &many, o, watcher, native)
		}
	})
	var begun atomic.Bool
	return func(yield func(JobEvent, error) bool) {
		if begun.Swap(true) {
			yield(JobEvent{}, &Error{Code: InvalidArgument, Message: "this import was begun by an earlier loop: call ImportMany anew"})
			return
		}
		events(yield)
	}
}

func (options ImportManyOptions) native(a *arena) C.mvi_import_many_options {
	o := C.mvi_import_many_options{struct_size: C.sizeof_mvi_import_many_options}
	o.files_per_job = C.uint32_t(a.count("FilesPerJob", options.FilesPerJob, math.MaxUint32))
	o.jobs_in_flight = C.uint32_t(a.count("JobsInFlight", options.JobsInFlight, math.MaxUint32))
	o.ledger = a.text("Ledger", options.Ledger)
	o.retry_failed = C.bool(options.RetryFailed)
	o.skip_bad_files = C.bool(options.SkipBadFiles)
	o.atomic = C.bool(options.Atomic)
	o.has_idempotency = C.bool(options.HasIdempotency)
	return o
}

// startMany makes a native watcher of many jobs.
type startMany func(*C.mvi_client, *C.mvi_wait_options, **C.mvi_many_watcher, **C.mvi_error) C.mvi_status

func (c *Client) events(ctx context.Context, options WaitOptions, call []CallOption, prepare func(*arena) startMany) iter.Seq2[JobEvent, error] {
	return func(yield func(JobEvent, error) bool) {
		w := &manyWatcher{client: c, ctx: ctx, onOutage: options.OnOutage}
		cancel, err := w.start(options, call, prepare)
		if err != nil {
			yield(JobEvent{}, err)
			return
		}
		defer cancel.free()
		defer C.mvi_many_watcher_free(w.native)
		for {
			event, err := w.next()
			if err != nil {
				yield(JobEvent{}, err)
			}
			if event == nil || !yield(*event, nil) {
				return
			}
		}
	}
}

// manyWatcher is a native watcher of many jobs. One goroutine at a time.
type manyWatcher struct {
	client   *Client
	ctx      context.Context
	onOutage func(*Error)
	native   *C.mvi_many_watcher
}

func (w *manyWatcher) start(options WaitOptions, call []CallOption, prepare func(*arena) startMany) (*canceller, error) {
	var a arena
	defer a.free()
	start := prepare(&a)
	// On its own, since C may not see what has pointers of Go.
	var made *C.mvi_many_watcher
	cancel, err := w.client.startWatch(w.ctx, options, call, &a, func(client *C.mvi_client, o *C.mvi_wait_options, native **C.mvi_error) C.mvi_status {
		return start(client, o, &made, native)
	})
	w.native = made
	return cancel, err
}

// next is nil without an error after the last event.
func (w *manyWatcher) next() (*JobEvent, error) {
	for {
		event, err := w.event()
		if event == nil || event.Kind != EventOutage && event.Kind != EventRecovered {
			return event, err
		}
		if w.onOutage != nil {
			outage, _ := event.Err.(*Error)
			w.onOutage(outage)
		}
	}
}

func (w *manyWatcher) event() (*JobEvent, error) {
	if err := w.client.enter(); err != nil {
		return nil, err
	}
	defer w.client.calls.Done()
	var event *C.mvi_job_event
	var native *C.mvi_error
	if C.mvi_many_watcher_next(w.native, &event, &native) != C.MVI_OK {
		return nil, failed(w.ctx, native)
	}
	if event == nil {
		return nil, nil
	}
	defer C.mvi_job_event_free(event)
	return w.client.readEvent(event), nil
}

func (c *Client) readEvent(native *C.mvi_job_event) *JobEvent {
	event := &JobEvent{
		Kind:  EventKind(goText(C.mvi_event_kind_name(C.mvi_job_event_kind(native)))),
		JobID: goText(C.mvi_job_event_job_id(native)),
	}
	for group := range C.mvi_job_event_files(native) {
		var files []string
		for file := C.mvi_job_event_file(native, group, 0); file != nil; file = C.mvi_job_event_file(native, group, C.size_t(len(files))) {
			files = append(files, goText(file))
		}
		event.Files = append(event.Files, files)
	}
	if progress := C.mvi_job_event_progress(native); progress != nil {
		event.Progress = c.readOwn(progress)
	}
	if failure := C.mvi_job_event_error(native); failure != nil {
		event.Err = readError(failure)
	}
	return event
}
