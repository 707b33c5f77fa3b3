module milvusimport

go 1.24
