package bulkwriter

/*
#cgo pkg-config: milvus_import
#include <stdlib.h>
#include <milvus_import.h>
*/
import "C"

import (
	"context"
	"strings"
	"unsafe"
)

// arena owns the C copies of what one call passes in.
type arena struct {
	blocks []unsafe.Pointer
	err    error
}

func (a *arena) free() {
	for _, block := range a.blocks {
		C.free(block)
	}
}

// text copies a string; an empty one is NULL, which is "not given". C text cannot hold a NUL.
func (a *arena) text(name, value string) *C.char {
	if value == "" {
		return nil
	}
	return a.required(name, value)
}

func (a *arena) required(name, value string) *C.char {
	if strings.IndexByte(value, 0) >= 0 && a.err == nil {
		a.err = &Error{Code: InvalidArgument, Message: name + " holds a NUL"}
	}
	copied := C.CString(value)
	a.blocks = append(a.blocks, unsafe.Pointer(copied))
	return copied
}

func (a *arena) alloc(count int, size uintptr) unsafe.Pointer {
	block := C.calloc(C.size_t(count), C.size_t(size))
	a.blocks = append(a.blocks, block)
	return block
}

func (a *arena) groups(name string, groups [][]string) (*C.mvi_file_group, C.size_t) {
	if len(groups) == 0 {
		return nil, 0
	}
	start := (*C.mvi_file_group)(a.alloc(len(groups), unsafe.Sizeof(C.mvi_file_group{})))
	for i, paths := range groups {
		if len(paths) == 0 {
			continue
		}
		texts := (**C.char)(a.alloc(len(paths), unsafe.Sizeof((*C.char)(nil))))
		for j, path := range paths {
			unsafe.Slice(texts, len(paths))[j] = a.required(name, path)
		}
		unsafe.Slice(start, len(groups))[i] = C.mvi_file_group{paths: texts, count: C.size_t(len(paths))}
	}
	return start, C.size_t(len(groups))
}

func (a *arena) pairs(name string, pairs map[string]string) (*C.mvi_key_value, C.size_t) {
	if len(pairs) == 0 {
		return nil, 0
	}
	start := (*C.mvi_key_value)(a.alloc(len(pairs), unsafe.Sizeof(C.mvi_key_value{})))
	i := 0
	for key, value := range pairs {
		pair := C.mvi_key_value{key: a.required(name, key), value: a.required(name, value)}
		unsafe.Slice(start, len(pairs))[i] = pair
		i++
	}
	return start, C.size_t(len(pairs))
}

// canceller ends a native call with its context.
type canceller struct {
	token *C.mvi_cancel_token
	stop  func() bool
	done  chan struct{}
}

func cancelWith(ctx context.Context) *canceller {
	c := &canceller{}
	if ctx.Done() == nil {
		return c
	}
	if C.mvi_cancel_token_new(&c.token, nil) != C.MVI_OK {
		return c
	}
	c.done = make(chan struct{})
	c.stop = context.AfterFunc(ctx, func() {
		C.mvi_cancel_token_cancel(c.token)
		close(c.done)
	})
	return c
}

func (c *canceller) free() {
	if c.token == nil {
		return
	}
	if !c.stop() {
		<-c.done
	}
	C.mvi_cancel_token_free(c.token)
}
