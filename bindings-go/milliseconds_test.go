package milvusimport

import (
	"testing"
	"time"
)

func TestAShortTimeIsNotNone(t *testing.T) {
	if milliseconds(1) != 1 || milliseconds(-1) != -1 || milliseconds(time.Second) != 1000 || milliseconds(0) != 0 {
		t.Error("a short time is another one")
	}
}
