package bulkwriter

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// threads is how many threads the system has given this process.
func threads(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip("only Linux says how many threads a process has")
	}
	number, err := strconv.Atoi(string(regexp.MustCompile(`(?m)^Threads:\s+(\d+)$`).FindSubmatch(status)[1]))
	if err != nil {
		t.Fatal(err)
	}
	return number
}

// TestTenThousandWaits: a wait holds a goroutine, and no thread.
func TestTenThousandWaits(t *testing.T) {
	const waits, jobs = 10_000, 100
	// Its clock stands still, until all wait.
	_, _, uri := start(t, exec.Command(program(t, "milvus-import"), "emulator", "--port", "0", "--server", "milvus-2.6", "--speed", "0"))
	client, err := NewClient(ClientOptions{URI: uri})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ids := make([]string, jobs)
	for i := range ids {
		job, err := client.BulkImport(background, Import{CollectionName: "docs", Files: [][]string{{"a.parquet"}}})
		if err != nil {
			t.Fatal(err)
		}
		ids[i] = job.JobID
	}
	before := threads(t)
	var ended sync.WaitGroup
	for i := range waits {
		ended.Add(1)
		go func() {
			defer ended.Done()
			p, err := client.Wait(background, ids[i%jobs], WaitOptions{Timeout: 5 * time.Minute}, nil)
			if err != nil || !p.Success || p.JobID != ids[i%jobs] {
				t.Errorf("%v %+v", err, p)
			}
		}()
	}
	for strings.Count(get(t, uri+"/_emulator/requests"), "get_progress") < waits {
		if t.Failed() {
			t.FailNow()
		}
	}
	during := threads(t)
	control(t, uri, "clock", `{"advance":3600}`)
	ended.Wait()
	t.Logf("%d threads before %d waits, %d during them", before, waits, during)
	if during > before+16 {
		t.Errorf("%d threads during %d waits, %d before", during, waits, before)
	}
}
