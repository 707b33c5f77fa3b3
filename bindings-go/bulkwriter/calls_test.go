package bulkwriter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/milvus-import/milvus-import/bindings-go/internal/live"
)

// answering is a server that gives the answers in turn, and the last one again and again.
func answering(t *testing.T, answers ...string) string {
	t.Helper()
	var mutex sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		mutex.Lock()
		defer mutex.Unlock()
		answer := answers[0]
		if len(answers) > 1 {
			answers = answers[1:]
		}
		_, _ = w.Write([]byte(answer))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func progress(state string, percent int) string {
	return fmt.Sprintf(`{"code":0,"data":{"jobId":"7","collectionName":"c","state":%q,"progress":%d,"importedRows":5,
		"details":[{"fileName":"a","state":"Completed","progress":100,"totalRows":5}]}}`, state, percent)
}

func TestProgressOfMilvussPackage(t *testing.T) {
	response, err := GetImportProgress(context.Background(), NewGetImportProgressOption(answering(t, progress("Importing", 40)), "7"))
	if err != nil {
		t.Fatal(err)
	}
	data := response.Data
	if data.State != "Importing" || data.Progress != 40 || data.ImportedRows != 5 || data.Details[0].TotalRows != 5 || response.CheckStatus() != nil {
		t.Errorf("%+v", data)
	}
}

func TestAnErrorUnderHTTP200IsAnError(t *testing.T) {
	uri := answering(t, `{"code":1800,"message":"user hasn't authenticated"}`)
	_, err := GetImportProgress(context.Background(), NewGetImportProgressOption(uri, "7").WithAPIKey("secret"))
	var e *Error
	if !errors.As(fmt.Errorf("wrapped: %w", err), &e) || e.Code != Unauthenticated || *e.ServerCode != 1800 || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v", err)
	}
	for _, err := range []error{
		func() error { _, err := GetImportProgress(context.Background(), nil); return err }(),
		func() error { _, err := ListImportJobs(context.Background(), nil); return err }(),
		func() error { _, err := BulkImport(context.Background(), nil); return err }(),
		CommitImport(context.Background(), nil),
		AbortImport(context.Background(), NewGetImportProgressOption(uri, "a\x00b")),
	} {
		if !errors.As(err, &e) || e.Code != InvalidArgument {
			t.Errorf("%v", err)
		}
	}
}

func TestWaitAndWatch(t *testing.T) {
	uri := answering(t, progress("Pending", 0), progress("Importing", 50), progress("Completed", 100))
	data, err := Wait(context.Background(), NewGetImportProgressOption(uri, "7"))
	if err != nil || data.State != StateCompleted {
		t.Errorf("%v %v", data, err)
	}
	uri = answering(t, progress("Pending", 0), progress("Importing", 50), progress("Failed", 0))
	var states []string
	for data, err := range Watch(context.Background(), NewGetImportProgressOption(uri, "7")) {
		if err != nil {
			t.Fatal(err)
		}
		states = append(states, data.State)
	}
	if strings.Join(states, " ") != "Pending Importing Failed" {
		t.Errorf("%v", states)
	}
	var e *Error
	if _, err := Wait(context.Background(), NewGetImportProgressOption(uri, "7")); !errors.As(err, &e) || e.Code != ImportFailed || e.Progress.State != "Failed" {
		t.Errorf("%v", err)
	}
	for range Watch(context.Background(), NewGetImportProgressOption(answering(t, progress("Pending", 0)), "7")) {
		break
	}
}

// What a wait that tells of changes returns is what it saw last: it does not ask again, and so cannot hear otherwise.
func TestTheOutcomeOfAWaitIsItsLastChange(t *testing.T) {
	gone := `{"code":2100,"message":"import job does not exist, jobID=7"}`
	for _, end := range []string{"Completed", "Failed"} {
		client, err := NewClient(ClientOptions{URI: answering(t, progress("Pending", 0), progress(end, 100), gone)})
		if err != nil {
			t.Fatal(err)
		}
		var seen []*Progress
		last, err := client.Wait(context.Background(), "7", WaitOptions{}, func(p *Progress) { seen = append(seen, p) })
		var e *Error
		if errors.As(err, &e) {
			last = e.Progress
		}
		if (err != nil) != (end == "Failed") || (e != nil && e.Code != ImportFailed) || len(seen) != 2 || !reflect.DeepEqual(last, seen[1]) {
			t.Errorf("%s: %v, %+v, %d changes", end, err, last, len(seen))
		}
	}
}

func TestHeadersAndTheWholeAnswer(t *testing.T) {
	headers := make(chan http.Header, 1)
	answer := progress("Importing", 40)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		headers <- r.Header
		_, _ = io.WriteString(w, answer)
	}))
	defer server.Close()
	client, err := NewClient(ClientOptions{URI: server.URL + "/", Headers: map[string]string{"X-Tenant": "blue team"}, KeepRaw: true, NoProxy: true})
	if err != nil {
		t.Fatal(err)
	}
	p, err := client.GetImportProgress(context.Background(), "7")
	if err != nil || string(p.Raw) != answer {
		t.Errorf("%v, %+v", err, p)
	}
	if got := <-headers; got.Get("x-tenant") != "blue team" {
		t.Errorf("%v", got)
	}
	if client.URI() != server.URL || client.API() != "milvus-v2" {
		t.Errorf("%s %s", client.URI(), client.API())
	}
	var e *Error
	if _, err := NewClient(ClientOptions{URI: server.URL, Headers: map[string]string{"Authorization": "Bearer secret"}}); !errors.As(err, &e) || e.Code != InvalidArgument {
		t.Errorf("%v", err)
	}
}

// Broken details leave the rest of a progress good, and are an error where a result has no place to say so.
func TestBrokenDetails(t *testing.T) {
	uri := answering(t, `{"code":0,"data":{"jobId":"7","state":"Completed","progress":100,"details":[{"fileName":7x}]}}`)
	client, err := NewClient(ClientOptions{URI: uri})
	if err != nil {
		t.Fatal(err)
	}
	var e *Error
	p, err := client.Wait(context.Background(), "7", WaitOptions{}, nil)
	if err != nil || !p.Success || !errors.As(p.DetailsError, &e) || e.Code != UnexpectedResponse {
		t.Errorf("%v %+v", err, p)
	}
	if _, err := GetImportProgress(context.Background(), NewGetImportProgressOption(uri, "7")); !errors.As(err, &e) || e.Code != UnexpectedResponse {
		t.Errorf("%v", err)
	}
}

// More files than one native call copies, and every kind of value that one may lack.
func TestManyFiles(t *testing.T) {
	var files []string
	for n := range 1000 {
		files = append(files, fmt.Sprintf(`{"fileName":"%03d","state":"Pending","progress":%d.5,"totalRows":%d,"fileSize":1}`, n, n%100, n), `{"state":"paused","reason":"why\u0000not"}`)
	}
	client, err := NewClient(ClientOptions{URI: answering(t, `{"code":0,"data":{"jobId":"7","state":"Pending","details":[`+strings.Join(files, ",")+`]}}`)})
	if err != nil {
		t.Fatal(err)
	}
	p, err := client.GetImportProgress(context.Background(), "7")
	if err != nil || len(p.Details) != 2000 {
		t.Fatalf("%v, %d files", err, len(p.Details))
	}
	named := 0
	for _, f := range p.Details {
		switch {
		case f.FileName == nil:
			if f.State != "Unknown" || *f.RawState != "paused" || *f.Reason != "why\x00not" || f.TotalRows != nil || f.FileSize != nil || f.RawProgress != nil {
				t.Fatalf("%+v", f)
			}
		case *f.FileName != fmt.Sprintf("%03d", named) || *f.TotalRows != int64(named) || *f.RawProgress != fmt.Sprintf("%d.5", named%100) || *f.FileSize != 1 || *f.RawState != "Pending" || f.ImportedRows != nil:
			t.Fatalf("%d: %+v", named, f)
		default:
			named++
		}
	}
	if named != 1000 {
		t.Errorf("%d files with a name", named)
	}
}

func TestTheContextEndsTheCall(t *testing.T) {
	hangs := make(chan struct{})
	closed := make(chan struct{}, 8)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		// The server notices that a client has gone only behind the request's body.
		_, _ = io.Copy(io.Discard, r.Body)
		select {
		case <-r.Context().Done():
			closed <- struct{}{}
		case <-hangs:
		}
	}))
	defer server.Close()
	defer close(hangs)
	option := NewGetImportProgressOption(server.URL, "7")

	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := GetImportProgress(ctx, option)
	var e *Error
	if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &e) || e.Code != Cancelled || time.Since(start) > 5*time.Second {
		t.Errorf("%v after %v", err, time.Since(start))
	}
	select {
	case <-closed: // The native call closed its connection, and does not go on behind our back.
	case <-time.After(5 * time.Second):
		t.Error("the request goes on")
	}
	ctx, cancelNow := context.WithCancel(context.Background())
	cancelNow()
	if _, err := Wait(ctx, option); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	for _, err := range Watch(ctx, option) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	}
}

func TestManyGoroutinesAndNothingLeft(t *testing.T) {
	uri := answering(t, progress("Importing", 50))
	before := runtime.NumGoroutine()
	func() {
		client, err := NewClient(ClientOptions{URI: uri})
		if err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		for range 64 {
			group.Add(1)
			go func() {
				defer group.Done()
				ctx, cancel := context.WithCancel(context.Background())
				defer cancel()
				for range 5 {
					if _, err := client.GetImportProgress(ctx, "7"); err != nil {
						t.Error(err)
					}
				}
			}()
		}
		group.Wait()
	}()
	shared.Lock()
	shared.clients = nil
	shared.Unlock()
	for deadline := time.Now().Add(20 * time.Second); live.Clients.Load() > 0 && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		runtime.GC()
	}
	if live.Clients.Load() != 0 {
		t.Errorf("%d native clients are left", live.Clients.Load())
	}
	http.DefaultClient.CloseIdleConnections()
	for deadline := time.Now().Add(20 * time.Second); runtime.NumGoroutine() > before+2 && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	if now := runtime.NumGoroutine(); now > before+2 {
		t.Errorf("%d goroutines instead of %d", now, before)
	}
}
