module milvusimport/differential

go 1.24.11

require (
	github.com/milvus-io/milvus/client/v2 v2.6.2
	github.com/milvus-import/milvus-import/bindings-go v0.0.0
)

replace github.com/milvus-import/milvus-import/bindings-go => ../
