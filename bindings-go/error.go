package milvusimport

/*
#include <milvus_import.h>
*/
import "C"

import (
	"context"
	"time"
)

// String is the code's name, the same in every language.
func (code ErrorCode) String() string { return goText(C.mvi_status_name(C.int32_t(code))) }

// Error is the code's name: what a program that asks with errors.Is compares with. The calls return an [Error], which says more.
func (code ErrorCode) Error() string { return code.String() }

// Error is every error of this package: find it with errors.As. To errors.Is it is its Code; a context's error and its cause,
// where that ended the call; [ErrClosed], where the client's end did; and its Cause. So a wait that timed out in an outage is
// Timeout and what the outage was: Code tells the two apart.
type Error struct {
	Code ErrorCode
	// Message says what happened, with the server's own message where there is one.
	Message string
	// Operation and URL say what was called; empty when nothing was.
	Operation, URL string
	// HTTPStatus is 0 where there was no answer.
	HTTPStatus int
	// ServerCode is the server's own code, where there is one. Servers reuse numbers: decide on Code.
	ServerCode *int64
	// ServerMessage is the server's own message, unchanged, where there is one.
	ServerMessage *string
	// BodyStart is the beginning of an answer that could not be understood.
	BodyStart string
	// Retryable says whether the same call may succeed later, RetryAfter how long the server asked to wait.
	Retryable  bool
	RetryAfter time.Duration
	// Attempts is how many times the request was sent.
	Attempts int
	// JobID is the id of a job that BulkImport may have made, where the answer named one although it was no success.
	JobID string
	// Cause is the fault that this one came of: where a wait timed out or stalled in an outage, that of the outage.
	Cause *Error
	// Progress is the job's last known progress, for errors of Wait and Watch.
	Progress *Progress

	text   string
	causes []error
}

// Error is one line: the code, what happened, and where.
func (e *Error) Error() string {
	if e.text == "" {
		return e.Code.String() + ": " + e.Message
	}
	return e.text
}

// Unwrap is the Code, and then what ended the call from outside, or the Cause.
func (e *Error) Unwrap() []error { return append([]error{e.Code}, e.causes...) }

// failed turns a native error into a Go one, and frees it.
func failed(ctx context.Context, native *C.mvi_error) error {
	defer C.mvi_error_free(native)
	e := readError(native)
	if e.Code == Cancelled {
		e.endedBy(causes(ctx))
	}
	return e
}

// endedBy says why a call was cancelled.
func (e *Error) endedBy(causes []error) {
	for _, cause := range causes {
		e.Message += ": " + cause.Error()
		if e.text != "" {
			e.text += ": " + cause.Error()
		}
	}
	e.causes = append(e.causes, causes...)
}

func readError(native *C.mvi_error) *Error {
	e := &Error{
		Code:       ErrorCode(C.mvi_error_code(native)),
		Message:    goText(C.mvi_error_message(native)),
		Operation:  goText(C.mvi_error_operation(native)),
		URL:        goText(C.mvi_error_url(native)),
		HTTPStatus: int(C.mvi_error_http_status(native)),
		BodyStart:  goText(C.mvi_error_body_start(native)),
		JobID:      goText(C.mvi_error_job_id(native)),
		Retryable:  bool(C.mvi_error_retryable(native)),
		Attempts:   int(C.mvi_error_attempts(native)),
		text:       goText(C.mvi_error_text(native)),
	}
	var code C.int64_t
	if C.mvi_error_server_code(native, &code) {
		e.ServerCode = (*int64)(&code)
	}
	if message := C.mvi_error_server_message(native); message != nil {
		e.ServerMessage = optionalText(message)
	}
	var delay C.int64_t
	if C.mvi_error_retry_after(native, &delay) {
		e.RetryAfter = time.Duration(delay) * time.Millisecond
	}
	if progress := C.mvi_error_progress(native); progress != nil {
		e.Progress = readProgress(progress)
	}
	if cause := C.mvi_error_cause(native); cause != nil {
		e.Cause = readError(cause)
		e.causes = []error{e.Cause}
	}
	return e
}
