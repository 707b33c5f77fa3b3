package bulkwriter

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

// TestEveryServer makes every call to every generation of server.
func TestEveryServer(t *testing.T) {
	for server, api := range map[string]string{
		"milvus-2.3": "milvus-2.3", "milvus-2.4.0": "milvus-v2", "milvus-2.5": "milvus-v2", "milvus-2.6": "milvus-v2",
		"milvus-3.0": "milvus-v2", "zilliz-v1": "zilliz-v1", "zilliz-v2": "zilliz-v2",
	} {
		t.Run(server, func(t *testing.T) {
			s := &session{T: t, server: server, api: api, uri: emulator(t, server)}
			s.isZilliz = strings.HasPrefix(server, "zilliz")
			options := ClientOptions{URI: s.uri, API: api, Token: "root:Milvus"}
			if s.isZilliz {
				options.ClusterID = "in01-test"
			}
			var err error
			if s.client, err = NewClient(options); err != nil {
				t.Fatal(err)
			}
			s.aGoodImport()
			s.aFailingImport()
			s.anUnknownJob()
			s.listing()
			s.deciding()
			s.describing()
			s.paging()
		})
	}
}

type session struct {
	*testing.T
	server, api, uri string
	isZilliz         bool
	client           *Client
}

var background = context.Background()

func (s *session) start(options map[string]string) string {
	s.Helper()
	what := Import{CollectionName: "docs", Files: [][]string{{"docs/1.parquet"}}, Options: options}
	if s.isZilliz {
		what = Import{CollectionName: "docs", ObjectURL: "s3://bucket/docs/1.parquet", AccessKey: "access", SecretKey: "secret"}
	}
	job, err := s.client.BulkImport(background, what)
	if err != nil || job.JobID == "" {
		s.Fatalf("%v %v", job, err)
	}
	return job.JobID
}

func (s *session) aGoodImport() {
	id := s.start(nil)
	var seen []*Progress
	last, err := s.client.Wait(background, id, WaitOptions{Timeout: time.Minute}, func(p *Progress) { seen = append(seen, p) })
	if err != nil || !last.Success || !last.Terminal || last.State != StateCompleted || last.Phase != PhaseDone || last.Progress != 100 || last.JobID != id || len(seen) == 0 {
		s.Fatalf("%v %+v", err, last)
	}
	if rows := last.ImportedRows; rows == nil && !s.isZilliz || rows != nil && *rows != 100_000 {
		s.Errorf("%+v", last)
	}
	if len(last.Details) == 0 && s.api != "milvus-2.3" || last.DetailsError != nil {
		s.Errorf("%+v", last)
	}
	for _, file := range last.Details {
		if file.FileName == nil || file.State != "Completed" || file.Progress != 100 {
			s.Errorf("%+v", file)
		}
	}
	changes := 0
	for p, err := range s.client.Watch(background, id, WaitOptions{}) {
		if changes++; err != nil || !p.Success {
			s.Errorf("%v %+v", err, p)
		}
	}
	if changes != 1 {
		s.Errorf("%d changes of a job that has ended", changes)
	}
}

func (s *session) aFailingImport() {
	control(s.T, s.uri, "scripts", `{"fail_at":45,"reason":"no space left"}`)
	id := s.start(nil)
	var e *Error
	_, err := s.client.Wait(background, id, WaitOptions{}, nil)
	if !errors.As(err, &e) || e.Code != ImportFailed || !strings.Contains(e.Message, "no space left") || e.Progress.State != "Failed" || e.Retryable {
		s.Errorf("%v", err)
	}
	if p, err := s.client.GetImportProgress(background, id); err != nil || p.State != "Failed" || p.Phase != "failed" {
		s.Errorf("%v %+v", err, p)
	}
}

func (s *session) anUnknownJob() {
	var e *Error
	_, err := s.client.GetImportProgress(background, "4711")
	if !errors.As(err, &e) || e.Code != JobNotFound || e.Code.String() != "JobNotFound" || e.ServerCode == nil || e.ServerMessage == nil ||
		e.HTTPStatus != 200 || e.Attempts != 1 || e.Operation != "get_import_progress" || !strings.HasPrefix(e.URL, s.uri) || strings.Contains(err.Error(), "root:Milvus") {
		s.Errorf("%v", err)
	}
	if _, err := s.client.Wait(background, "4711", WaitOptions{}, nil); !errors.As(err, &e) || e.Code != JobNotFound {
		s.Errorf("%v", err)
	}
}

func (s *session) listing() {
	list, err := s.client.ListImportJobs(background, ListOptions{PageSize: 50})
	if err != nil || len(list.Jobs) < 2 || (list.Count != nil) != s.isZilliz {
		s.Fatalf("%v %+v", err, list)
	}
	failed := 0
	for _, job := range list.Jobs {
		if job.JobID == "" {
			s.Errorf("%+v", job)
		}
		if job.State == "Failed" {
			failed++
		}
	}
	if failed != 1 {
		s.Errorf("%d failed jobs", failed)
	}
}

func (s *session) deciding() {
	var e *Error
	if s.server != "milvus-3.0" {
		for _, err := range []error{s.client.CommitImport(background, "4711"), s.client.AbortImport(background, "4711")} {
			if !errors.As(err, &e) || e.Code != Unsupported {
				s.Errorf("%v", err)
			}
		}
		return
	}
	for _, end := range []string{"Completed", "Failed"} {
		id := s.start(map[string]string{"auto_commit": "false"})
		if p, err := s.client.Wait(background, id, WaitOptions{}, nil); err != nil || p.State != "Uncommitted" {
			s.Fatalf("%v %+v", err, p)
		}
		decide := s.client.CommitImport
		if end == "Failed" {
			decide = s.client.AbortImport
		}
		if err := decide(background, id); err != nil {
			s.Fatal(err)
		}
		var last *Progress
		for p, err := range s.client.Watch(background, id, WaitOptions{Timeout: time.Minute}) {
			if err != nil {
				s.Fatal(err)
			}
			last = p
		}
		if last == nil || end == "Failed" && last.State != "Failed" {
			s.Errorf("%s: %+v", end, last)
		}
	}
}

func (s *session) describing() {
	var added struct {
		JobID string `json:"job_id"`
	}
	if err := json.Unmarshal([]byte(control(s.T, s.uri, "jobs", "{}")), &added); err != nil {
		s.Fatal(err)
	}
	p, err := s.client.DescribeJob(background, added.JobID)
	var e *Error
	switch {
	case s.server == "zilliz-v2" && (err != nil || *p.JobType != "IMPORT"):
		s.Errorf("%v %+v", err, p)
	case s.server != "zilliz-v2" && (!errors.As(err, &e) || e.Code != Unsupported):
		s.Errorf("%v", err)
	}
}

// Pages of five, of eleven jobs; Milvus sends them at once.
func (s *session) paging() {
	control(s.T, s.uri, "reset", "")
	for range 11 {
		control(s.T, s.uri, "jobs", "{}")
	}
	seen, pages := map[string]bool{}, 0
	for list, err := range s.client.ImportJobPages(background, ListOptions{PageSize: 5}) {
		if err != nil {
			s.Fatal(err)
		}
		for _, job := range list.Jobs {
			seen[job.JobID] = true
		}
		pages++
		if last := pages == 3 || !s.isZilliz; last != (list.NextPage == 0) {
			s.Errorf("after page %d comes %d", pages, list.NextPage)
		}
	}
	if len(seen) != 11 || s.isZilliz && pages != 3 || !s.isZilliz && pages != 1 {
		s.Errorf("%d jobs on %d pages", len(seen), pages)
	}
}

func TestCommitAndAbortByTheFunctions(t *testing.T) {
	uri := emulator(t, "milvus-3.0")
	for end, decide := range map[string]func(context.Context, *GetImportProgressOption) error{"Completed": CommitImport, "Failed": AbortImport} {
		job, err := BulkImport(background, NewBulkImportOption(uri, "docs", [][]string{{"docs/1.parquet"}}).WithOption("auto_commit", "false"))
		if err != nil {
			t.Fatal(err)
		}
		option := NewGetImportProgressOption(uri, job.Data.JobID)
		if data, err := Wait(background, option); err != nil || data.State != StateUncommitted {
			t.Fatalf("%v %+v", err, data)
		}
		if err := decide(background, option); err != nil {
			t.Fatal(err)
		}
		var last *ImportProgressData
		for data, err := range Watch(background, option) {
			if err != nil {
				t.Fatal(err)
			}
			last = data
		}
		if last == nil || last.State != end {
			t.Errorf("%+v instead of %s", last, end)
		}
	}
}
