package milvusimport

/*
#include <milvus_import.h>
*/
import "C"

import (
	"context"
	"errors"
	"runtime"
	"sync"
)

// ErrClosed is wrapped by the errors of calls that [Client.Close] has ended, and of those that come after it.
var ErrClosed = errors.New("the client is closed")

// lifetime is what a client's calls and its end have to agree on.
type lifetime struct {
	// closing ends the calls under way.
	closing context.Context
	close   context.CancelFunc
	once    sync.Once
	mutex   sync.RWMutex
	closed  bool
	// calls are those inside of the native library, which must not be freed below them.
	calls   sync.WaitGroup
	cleanup runtime.Cleanup
}

// Close ends the calls under way, waits until they have returned, and closes the client's connections. The errors of those
// calls, which have Code Cancelled, and of every later call wrap [ErrClosed]. It may be called again, from any goroutine and
// from a function that is told of a change, and returns nil. A client that is not closed is freed by the garbage collector.
func (c *Client) Close() error {
	c.once.Do(func() {
		c.mutex.Lock()
		c.closed = true
		c.mutex.Unlock()
		c.close()
		c.calls.Wait()
		c.cleanup.Stop()
		freeClient(c.native)
	})
	return nil
}

// enter lets a goroutine into the native library, until it says c.calls.Done.
func (c *Client) enter() error {
	c.mutex.RLock()
	defer c.mutex.RUnlock()
	if c.closed {
		return &Error{Code: InvalidArgument, Message: ErrClosed.Error(), causes: []error{ErrClosed}}
	}
	c.calls.Add(1)
	return nil
}

// canceller ends native calls with their context, or with the client.
type canceller struct {
	token   *C.mvi_cancel_token
	stops   [2]func() bool
	running sync.WaitGroup
}

// cancelWith says no to a context that has ended: nothing is sent for it.
func (c *Client) cancelWith(ctx context.Context) (*canceller, error) {
	if err := refused(ctx); err != nil {
		return nil, err
	}
	stopper := &canceller{}
	var native *C.mvi_error
	if C.mvi_cancel_token_new(&stopper.token, &native) != C.MVI_OK {
		return nil, failed(ctx, native)
	}
	cancel := func() {
		defer stopper.running.Done()
		C.mvi_cancel_token_cancel(stopper.token)
	}
	stopper.running.Add(len(stopper.stops))
	stopper.stops = [2]func() bool{context.AfterFunc(ctx, cancel), context.AfterFunc(c.closing, cancel)}
	return stopper, nil
}

// refused is why a context starts nothing.
func refused(ctx context.Context) error {
	if ctx == nil {
		return &Error{Code: InvalidArgument, Message: "the context is nil: give context.Background() where there is none"}
	}
	if ctx.Err() == nil {
		return nil
	}
	e := &Error{Code: Cancelled, Message: "nothing was sent"}
	e.endedBy(causes(ctx))
	return e
}

func (c *canceller) free() {
	for _, stop := range c.stops {
		if stop() {
			c.running.Done()
		}
	}
	// One that has begun uses the token.
	c.running.Wait()
	C.mvi_cancel_token_free(c.token)
}

// causes are what a cancelled call's error wraps: the context's error and its cause, or else the client's end.
func causes(ctx context.Context) []error {
	err, cause := ctx.Err(), context.Cause(ctx)
	switch {
	case err == nil:
		return []error{ErrClosed}
	case errors.Is(cause, err):
		return []error{cause}
	default:
		return []error{err, cause}
	}
}

// begin is before every native call: it gives the client to make it with, the token that ends it, and what is to be called
// after it.
func (c *Client) begin(ctx context.Context, options []CallOption) (*C.mvi_client, *C.mvi_cancel_token, func(), error) {
	if err := c.enter(); err != nil {
		return nil, nil, nil, err
	}
	native, err := c.nativeFor(options)
	if err != nil {
		c.calls.Done()
		return nil, nil, nil, err
	}
	stopper, err := c.cancelWith(ctx)
	if err != nil {
		c.done(native)
		c.calls.Done()
		return nil, nil, nil, err
	}
	return native, stopper.token, func() {
		stopper.free()
		c.done(native)
		c.calls.Done()
		runtime.KeepAlive(c)
	}, nil
}
