// Package bulkwriter follows bulk imports of Milvus and Zilliz Cloud to their end.
//
// It has the names, options and results of Milvus's own Go package bulkwriter, so that a program changes one import line, and
// what that package lacks: errors that are errors (also under HTTP 200), every API generation, retries that make no second
// job, [Wait] and [Watch]. Every function takes a context, whose end stops the call on the wire.
//
// The work is done by the C library libmilvus_import through cgo. pkg-config must find it when a program is built, and the system
// when it runs; the module's README says how.
package bulkwriter
