module milvusimport/benches

go 1.24.11

require (
	github.com/milvus-io/milvus/client/v2 v2.6.2
	milvusimport v0.0.0
)

replace milvusimport => ../../bindings-go
