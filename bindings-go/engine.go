package milvusimport

/*
#include <milvus_import.h>
#cgo nocallback mvi_calls_wait
#cgo nocallback mvi_calls_cancel
#cgo nocallback mvi_calls_next
#cgo noescape mvi_calls_wait
#cgo noescape mvi_calls_cancel
#cgo noescape mvi_calls_next
*/
import "C"

import (
	"context"
	"os"
	"sync"
	"syscall"
)

// engine runs calls that no goroutine has to stand in C for: one goroutine hears of all that have ended.
type engine struct {
	native *C.mvi_calls
	mutex  sync.Mutex
	// waiting are those whom an outcome is handed to, by the number of their call.
	waiting map[C.uint64_t]chan outcome
}

// outcome is what a call has come to: one of the two.
type outcome struct {
	response *C.mvi_response
	err      *C.mvi_error
}

// theEngine is one for the process, and lives as long.
var theEngine struct {
	sync.Mutex
	made *engine
}

func sharedEngine() (*engine, error) {
	theEngine.Lock()
	defer theEngine.Unlock()
	if theEngine.made == nil {
		e, err := newEngine()
		if err != nil {
			return nil, err
		}
		theEngine.made = e
	}
	return theEngine.made, nil
}

func newEngine() (*engine, error) {
	e := &engine{waiting: make(map[C.uint64_t]chan outcome)}
	var native *C.mvi_error
	if C.mvi_calls_new(&e.native, &native) != C.MVI_OK {
		return nil, failed(context.Background(), native)
	}
	// Of its own, because a file closes what it is made of; not blocking, so that Go's poller waits for it.
	descriptor, err := syscall.Dup(int(C.mvi_calls_fd(e.native)))
	if err == nil {
		err = syscall.SetNonblock(descriptor, true)
	}
	if err != nil {
		return nil, &Error{Code: Unavailable, Message: "the system gives no file descriptor for waits: " + err.Error()}
	}
	syscall.CloseOnExec(descriptor)
	bell := os.NewFile(uintptr(descriptor), "milvus-import")
	raw, err := bell.SyscallConn()
	if err != nil {
		return nil, &Error{Code: Internal, Message: err.Error()}
	}
	// It never says that it has read, so it is asked again whenever the bell rings.
	go raw.Read(func(uintptr) bool {
		e.deliver()
		return false
	})
	return e, nil
}

// deliver hands over what has ended.
func (e *engine) deliver() {
	var number C.uint64_t
	var ended outcome
	for C.mvi_calls_next(e.native, &number, &ended.response, &ended.err) {
		e.mutex.Lock()
		waiter := e.waiting[number]
		delete(e.waiting, number)
		e.mutex.Unlock()
		waiter <- ended
	}
}

// await starts a call and waits for its outcome, with no thread of the system's meanwhile, until one of the contexts ends.
func (e *engine) await(ctx, closing context.Context, start func(*C.uint64_t, **C.mvi_error) C.mvi_status) (*C.mvi_response, error) {
	var number C.uint64_t
	var native *C.mvi_error
	waiter := make(chan outcome, 1)
	// Held until the call is known: a quick outcome must find who waits for it.
	e.mutex.Lock()
	if start(&number, &native) != C.MVI_OK {
		e.mutex.Unlock()
		return nil, failed(ctx, native)
	}
	e.waiting[number] = waiter
	e.mutex.Unlock()
	var ended outcome
	select {
	case ended = <-waiter:
	case <-ctx.Done():
		ended = e.end(number, waiter)
	case <-closing.Done():
		ended = e.end(number, waiter)
	}
	if ended.err != nil {
		return nil, failed(ctx, ended.err)
	}
	return ended.response, nil
}

// end has a call end; how it has ended is handed over like any other outcome.
func (e *engine) end(number C.uint64_t, waiter <-chan outcome) outcome {
	C.mvi_calls_cancel(e.native, number)
	return <-waiter
}
