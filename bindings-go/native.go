package milvusimport

/*
#cgo pkg-config: milvus_import
#include <stdlib.h>
#include <milvus_import.h>
*/
import "C"

import (
	"fmt"
	"math"
	"strings"
	"time"
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
	if strings.IndexByte(value, 0) >= 0 {
		a.refuse(name + " holds a NUL")
	}
	copied := C.CString(value)
	a.blocks = append(a.blocks, unsafe.Pointer(copied))
	return copied
}

// count is a number that may be left out, as 0.
func (a *arena) count(name string, value int, most uint64) uint64 {
	if value < 0 || uint64(value) > most {
		a.refuse(fmt.Sprintf("%s is %d: give 1 to %d, or 0 for the default", name, value, most))
		return 0
	}
	return uint64(value)
}

// limit is a time after which something ends; it may be left out, as 0.
func (a *arena) limit(name string, value time.Duration) C.int64_t {
	if value < 0 {
		a.refuse(fmt.Sprintf("%s is %v: give a positive time, or 0 for the default", name, value))
	}
	return milliseconds(value)
}

// seconds are whole, which is all that Milvus takes.
func (a *arena) seconds(name string, value time.Duration) C.uint32_t {
	whole := value / time.Second
	if value < 0 || value%time.Second != 0 || whole > math.MaxUint32 {
		a.refuse(fmt.Sprintf("%s is %v: give whole seconds, as in 30*time.Second", name, value))
		return 0
	}
	return C.uint32_t(whole)
}

// refuse keeps the first reason not to make the call.
func (a *arena) refuse(message string) {
	if a.err == nil {
		a.err = &Error{Code: InvalidArgument, Message: message}
	}
}

func (a *arena) alloc(count int, size uintptr) unsafe.Pointer {
	block := C.calloc(C.size_t(count), C.size_t(size))
	a.blocks = append(a.blocks, block)
	return block
}

// texts copies strings into an array.
func (a *arena) texts(name string, values []string) **C.char {
	if len(values) == 0 {
		return nil
	}
	texts := (**C.char)(a.alloc(len(values), unsafe.Sizeof((*C.char)(nil))))
	for i, value := range values {
		unsafe.Slice(texts, len(values))[i] = a.required(name, value)
	}
	return texts
}

func (a *arena) groups(name string, groups [][]string) (*C.mvi_file_group, C.size_t) {
	if len(groups) == 0 {
		return nil, 0
	}
	start := (*C.mvi_file_group)(a.alloc(len(groups), unsafe.Sizeof(C.mvi_file_group{})))
	for i, paths := range groups {
		unsafe.Slice(start, len(groups))[i] = C.mvi_file_group{paths: a.texts(name, paths), count: C.size_t(len(paths))}
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
