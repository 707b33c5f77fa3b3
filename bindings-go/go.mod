module github.com/milvus-import/milvus-import/bindings-go

go 1.24
