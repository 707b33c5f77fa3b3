//go:build !cgo

package milvusimport

// Without cgo there is nothing here, and the compiler is to say so instead of missing each name.
var _ = milvusimport_needs_cgo__set_CGO_ENABLED_1_and_install_a_C_compiler
