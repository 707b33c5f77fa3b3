package bulkwriter

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestRealMilvus imports into a Milvus 2.3.5.
func TestRealMilvus(t *testing.T) {
	lines, input, first := start(t, exec.Command(program(t, "real-milvus")))
	var addresses struct {
		ManagementURI string `json:"management_uri"`
	}
	if err := json.Unmarshal([]byte(first), &addresses); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(input, "docs\n"); err != nil {
		t.Fatal(err)
	}
	if line, err := lines.ReadString('\n'); err != nil || line != "ok\n" {
		t.Fatalf("%q %v", line, err)
	}
	client, err := NewClient(ClientOptions{URI: addresses.ManagementURI, API: "milvus-2.3"})
	if err != nil {
		t.Fatal(err)
	}

	const rows = 20_000
	var good strings.Builder
	for row := range rows {
		fmt.Fprintf(&good, `,{"vector":[0.1,0.2,0.3,%g]}`, float64(row)/rows)
	}
	id := importFile(t, client, good.String()[1:])
	changes := 0
	last, err := client.Wait(background, id, WaitOptions{Timeout: 2 * time.Minute}, func(*Progress) { changes++ })
	if err != nil || !last.Success || *last.ImportedRows != rows || *last.CollectionName != "docs" || changes == 0 {
		t.Errorf("%v %+v", err, last)
	}

	bad := importFile(t, client, `{"id":1,"vector":[0.1,0.2,0.3,0.4]}`)
	var e *Error
	_, err = client.Wait(background, bad, WaitOptions{Timeout: 2 * time.Minute}, nil)
	if !errors.As(err, &e) || e.Code != ImportFailed || !strings.Contains(e.Message, "auto-generated, no need to provide") || e.Progress.State != "Failed" {
		t.Errorf("%v", err)
	}
	if _, err := client.GetImportProgress(background, "1"); !errors.As(err, &e) || e.Code != JobNotFound {
		t.Errorf("%v", err)
	}
	list, err := client.ListImportJobs(background, ListOptions{CollectionName: "docs"})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, job := range list.Jobs {
		if job.JobID == id || job.JobID == bad {
			found++
		}
	}
	if found != 2 {
		t.Errorf("%d of both jobs in %+v", found, list)
	}
}

func importFile(t *testing.T, client *Client, rows string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rows.json")
	if err := os.WriteFile(path, []byte(`{"rows":[`+rows+`]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	job, err := client.BulkImport(background, Import{CollectionName: "docs", Files: [][]string{{path}}})
	if err != nil {
		t.Fatal(err)
	}
	return job.JobID
}
