package milvusimport

/*
#include <milvus_import.h>
*/
import "C"

import (
	"bytes"
	"context"
	"unsafe"
)

// DescribeOptions says which collection to describe.
type DescribeOptions struct {
	// CollectionName is the collection, or an alias of it.
	CollectionName string
	// DBName is the database that it is in; the client's when empty.
	DBName string
}

// DescribeCollection asks what a collection holds: its fields, functions and properties. The error is Unsupported on Zilliz
// Cloud's control plane, since collections are on their cluster: make a client with its own endpoint as the URI and
// milvus-v2 as the API; and on the management port of Milvus 2.3, which describes collections on port 19530.
//
// Files are checked against a schema, which Collection.Raw is in a file, by the command milvus-import check.
func (c *Client) DescribeCollection(ctx context.Context, which DescribeOptions, options ...CallOption) (*Collection, error) {
	var a arena
	defer a.free()
	o := C.mvi_describe_collection_options{struct_size: C.sizeof_mvi_describe_collection_options}
	o.collection_name = a.required("CollectionName", which.CollectionName)
	o.db_name = a.text("DBName", which.DBName)
	if a.err != nil {
		return nil, a.err
	}
	client, token, end, err := c.begin(ctx, options)
	if err != nil {
		return nil, err
	}
	defer end()
	var collection *C.mvi_collection
	var native *C.mvi_error
	if C.mvi_describe_collection(client, &o, token, &collection, &native) != C.MVI_OK {
		return nil, failed(ctx, native)
	}
	defer C.mvi_collection_free(collection)
	var text *C.char
	if C.mvi_collection_json(collection, &text, &native) != C.MVI_OK {
		return nil, failed(ctx, native)
	}
	own, err := readJSON(text, new(Collection))
	if err == nil && c.keepRaw {
		var length C.size_t
		raw := C.mvi_collection_raw(collection, &length)
		own.Raw = bytes.Clone(unsafe.Slice((*byte)(unsafe.Pointer(raw)), int(length)))
	}
	return own, err
}
