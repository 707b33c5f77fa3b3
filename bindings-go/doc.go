// Package milvusimport follows bulk imports of Milvus and Zilliz Cloud to their end.
//
// [Client] has every operation: its calls take a context, whose end stops them on the wire, and return errors that are errors,
// also where a server answers one under HTTP 200. [Client.Wait] and [Client.Watch] follow a job. The package bulkwriter below
// this one has the names of Milvus's own.
//
// The work is done by the C library libmilvus_import, which pkg-config must find.
package milvusimport
