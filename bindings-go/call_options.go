package milvusimport

/*
#include <milvus_import.h>
*/
import "C"

import (
	"context"
	"time"
)

// CallOption is an option of one call of a [Client].
type CallOption func(*callOptions)

type callOptions struct {
	requestTimeout *time.Duration
}

// RequestTimeout takes the place of the client's own, see [ClientOptions], for one call, or for every look of a wait, a watch
// or a walk over pages. 0 is refused: every Milvus answers it at once with HTTP 408.
func RequestTimeout(limit time.Duration) CallOption {
	return func(o *callOptions) { o.requestTimeout = &limit }
}

// nativeFor is the native client to make a call with: this one's, or another that the options ask for, until c.done.
func (c *Client) nativeFor(options []CallOption) (*C.mvi_client, error) {
	var chosen callOptions
	for _, option := range options {
		option(&chosen)
	}
	if chosen.requestTimeout == nil {
		return c.native, nil
	}
	var a arena
	seconds := a.seconds("RequestTimeout", *chosen.requestTimeout)
	if a.err != nil {
		return nil, a.err
	}
	var other *C.mvi_client
	var native *C.mvi_error
	if C.mvi_client_with_request_timeout(c.native, seconds, &other, &native) != C.MVI_OK {
		return nil, failed(context.Background(), native)
	}
	return other, nil
}

func (c *Client) done(native *C.mvi_client) {
	if native != c.native {
		C.mvi_client_free(native)
	}
}
