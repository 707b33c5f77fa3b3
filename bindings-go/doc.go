// Package milvusimport follows bulk imports of Milvus and Zilliz Cloud to their end.
//
// [Client] has every operation: its calls take a context, whose end stops them on the wire, and return errors that are errors,
// also where a server answers one under HTTP 200. [Client.Wait] and [Client.Watch] follow a job, [Client.WatchMany] and
// [Client.WatchCollection] many; [Client.ImportMany] starts them too. The package bulkwriter below this one has the names of
// Milvus's own.
//
// A program asks what an error is with errors.Is: for one of the codes, [JobNotFound] and its like, for context.Canceled,
// context.DeadlineExceeded or a context's cause, or for [ErrClosed]. An [Error], by errors.As, has all else.
//
// The work is done by the C library libmilvus_import through cgo. pkg-config must find it when a program is built, and the system
// when it runs; the module's README says how.
package milvusimport
