// Package live counts what the native library has given out, for the tests that nothing is left.
package live

import "sync/atomic"

// Clients is how many native clients there are.
var Clients atomic.Int64
