package milvusimport

/*
#include <milvus_import.h>
#cgo nocallback mvi_watcher_new
#cgo nocallback mvi_watcher_next_event
#cgo nocallback mvi_watcher_outcome
*/
import "C"

import (
	"context"
	"iter"
	"time"
)

// WaitOptions says how long to follow a job. The context's deadline ends a wait as well; its error says where the job stood too,
// and is context.DeadlineExceeded to errors.Is, with Code Cancelled.
type WaitOptions struct {
	// Timeout ends the wait: never, when it is 0. A negative one is refused: a deadline that has passed is not none.
	Timeout time.Duration
	// StallTimeout (24 hours, when it is 0) ends the wait when nothing changed for this time, seen by a look at its end;
	// negative: never, so that a job that stands still is waited for for ever.
	StallTimeout time.Duration
	// FaultBudget (5 minutes, when it is 0) is for how long faults of the server, of gateways and of the network are ridden
	// out; negative: not at all. Before the first good answer the client's RetryBudget counts instead, so that a wrong
	// address is told soon.
	FaultBudget time.Duration
	// OnOutage, which may be nil, is told at each look that gets no good answer while that is ridden out: the error's Message
	// says for how long there was none and for how long the wait goes on, its Cause is the fault. With nil it is told that the
	// server answers again.
	OnOutage func(*Error)
	// WithEnded, for [Client.WatchCollection] alone, tells of the jobs too that had ended before.
	WithEnded bool
}

// Wait follows a job to its end and returns its last progress. onProgress, which may be nil, is told of every change. An
// Uncommitted job ends the wait without an error: it needs someone's commit.
//
// Once there was a good answer, what no server means for ever is an outage and ridden out: a gateway's 404 or HTML page, an
// answer that is cut off, for a moment also a token that is refused. A job that the server does not know is asked for twice
// before it is Vanished. Timeout and Stalled in an outage say so, and their Cause is its fault.
func (c *Client) Wait(ctx context.Context, jobID string, options WaitOptions, onProgress func(*Progress), call ...CallOption) (*Progress, error) {
	if onProgress != nil || options.OnOutage != nil {
		return c.waitAndTell(ctx, jobID, options, onProgress, call)
	}
	var a arena
	defer a.free()
	id, o := a.required("the job id", jobID), options.native(&a)
	if a.err != nil {
		return nil, a.err
	}
	if err := refused(ctx); err != nil {
		return nil, err
	}
	if err := c.enter(); err != nil {
		return nil, err
	}
	defer c.calls.Done()
	client, err := c.nativeFor(call)
	if err != nil {
		return nil, err
	}
	defer c.done(client)
	e, err := sharedEngine()
	if err != nil {
		return nil, err
	}
	response, err := e.await(ctx, c.closing, func(number *C.uint64_t, native **C.mvi_error) C.mvi_status {
		return C.mvi_calls_wait(e.native, client, id, &o, number, native)
	})
	if err != nil {
		return nil, err
	}
	defer C.mvi_response_free(response)
	return c.readOwn(C.mvi_response_progress(response)), nil
}

// waitAndTell is Wait by a watcher, so that no Go code runs inside of a native call.
func (c *Client) waitAndTell(ctx context.Context, jobID string, options WaitOptions, onProgress func(*Progress), call []CallOption) (*Progress, error) {
	w, err := c.newWatcher(ctx, jobID, options, call)
	if err != nil {
		return nil, err
	}
	defer w.free()
	for {
		progress, err := w.next()
		if err != nil {
			return nil, err
		}
		if progress == nil {
			return w.outcome()
		}
		if onProgress != nil {
			onProgress(progress)
		}
	}
}

// Watch follows a job change by change, to its last one or to an error. Leaving the loop ends it.
func (c *Client) Watch(ctx context.Context, jobID string, options WaitOptions, call ...CallOption) iter.Seq2[*Progress, error] {
	return func(yield func(*Progress, error) bool) {
		w, err := c.newWatcher(ctx, jobID, options, call)
		if err != nil {
			yield(nil, err)
			return
		}
		defer w.free()
		for {
			progress, err := w.next()
			if progress == nil && err == nil || !yield(progress, err) || err != nil {
				return
			}
		}
	}
}

// watcher is a native watcher with the context that ends it. One goroutine at a time.
type watcher struct {
	client   *Client
	ctx      context.Context
	cancel   *canceller
	onOutage func(*Error)
	native   *C.mvi_watcher
}

func (c *Client) newWatcher(ctx context.Context, jobID string, options WaitOptions, call []CallOption) (*watcher, error) {
	var a arena
	defer a.free()
	id := a.required("the job id", jobID)
	w := &watcher{client: c, ctx: ctx, onOutage: options.OnOutage}
	var err error
	w.cancel, err = c.startWatch(ctx, options, call, &a, func(client *C.mvi_client, o *C.mvi_wait_options, native **C.mvi_error) C.mvi_status {
		return C.mvi_watcher_new(client, id, o, &w.native, native)
	})
	if err != nil {
		return nil, err
	}
	return w, nil
}

// startWatch makes a native watcher, which keeps what it needs of the client, and returns what ends it with the context.
func (c *Client) startWatch(ctx context.Context, options WaitOptions, call []CallOption, a *arena, start func(*C.mvi_client, *C.mvi_wait_options, **C.mvi_error) C.mvi_status) (*canceller, error) {
	o := options.native(a)
	if a.err != nil {
		return nil, a.err
	}
	if err := c.enter(); err != nil {
		return nil, err
	}
	defer c.calls.Done()
	client, err := c.nativeFor(call)
	if err != nil {
		return nil, err
	}
	defer c.done(client)
	cancel, err := c.cancelWith(ctx)
	if err != nil {
		return nil, err
	}
	var native *C.mvi_error
	o.cancel = cancel.token
	if start(client, &o, &native) != C.MVI_OK {
		cancel.free()
		return nil, failed(ctx, native)
	}
	return cancel, nil
}

// next is nil without an error after the last change.
func (w *watcher) next() (*Progress, error) {
	for {
		progress, outage, err := w.event()
		if progress != nil || err != nil || outage == nil && bool(C.mvi_watcher_has_ended(w.native)) {
			return progress, err
		}
		if w.onOutage != nil {
			w.onOutage(outage)
		}
	}
}

// event is a change, or an outage; neither when the server answers again, and after the last change.
func (w *watcher) event() (*Progress, *Error, error) {
	if err := w.client.enter(); err != nil {
		return nil, nil, err
	}
	defer w.client.calls.Done()
	var progress *C.mvi_progress
	var outage, native *C.mvi_error
	if C.mvi_watcher_next_event(w.native, &progress, &outage, &native) != C.MVI_OK {
		return nil, nil, failed(w.ctx, native)
	}
	if outage != nil {
		defer C.mvi_error_free(outage)
		return nil, readError(outage), nil
	}
	if progress == nil {
		return nil, nil, nil
	}
	own, err := w.client.ownProgress(progress, nil)
	return own, nil, err
}

func (w *watcher) outcome() (*Progress, error) {
	var progress *C.mvi_progress
	var native *C.mvi_error
	if C.mvi_watcher_outcome(w.native, &progress, &native) != C.MVI_OK {
		return nil, failed(w.ctx, native)
	}
	return w.client.ownProgress(progress, nil)
}

func (w *watcher) free() {
	C.mvi_watcher_free(w.native)
	w.cancel.free()
}

func (o WaitOptions) native(a *arena) C.mvi_wait_options {
	native := C.mvi_wait_options{struct_size: C.sizeof_mvi_wait_options}
	native.timeout = a.limit("Timeout", o.Timeout)
	native.stall_timeout = milliseconds(o.StallTimeout)
	native.fault_budget = milliseconds(o.FaultBudget)
	return native
}
