package bulkwriter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
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
	if err != nil || data.State != "Completed" {
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
	client, _ := NewClient(ClientOptions{URI: answering(t, progress("Pending", 0), progress("Completed", 100))})
	changes := 0
	if last, err := client.Wait(context.Background(), "7", WaitOptions{}, func(*Progress) { changes++ }); err != nil || !last.Success || changes != 2 {
		t.Errorf("%v %v %d", last, err, changes)
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
	for deadline := time.Now().Add(20 * time.Second); live.Load() > 0 && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		runtime.GC()
	}
	if live.Load() != 0 {
		t.Errorf("%d native clients are left", live.Load())
	}
	http.DefaultClient.CloseIdleConnections()
	for deadline := time.Now().Add(20 * time.Second); runtime.NumGoroutine() > before+2 && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	if now := runtime.NumGoroutine(); now > before+2 {
		t.Errorf("%d goroutines instead of %d", now, before)
	}
}

// TestParity: what the header declares is here too.
func TestParity(t *testing.T) {
	header, err := os.ReadFile("../../bindings-c/include/milvus_import.h")
	if err != nil {
		t.Fatal(err)
	}
	var sources strings.Builder
	for _, name := range []string{"error.go", "client.go", "native.go"} {
		source, _ := os.ReadFile(name)
		sources.Write(source)
	}
	statuses := strings.Split(strings.Split(string(header), "enum mvi_status\n")[1], "};")[0]
	codes := regexp.MustCompile(`(MVI_\w+) = [1-9]`).FindAllStringSubmatch(statuses, -1)
	if len(codes) < 20 {
		t.Fatalf("%d codes", len(codes))
	}
	wanted := []string{"mvi_wait(", "mvi_watcher_next("}
	for _, code := range codes {
		wanted = append(wanted, "C."+code[1]+"\n")
	}
	for _, operation := range regexp.MustCompile(`MVI_OPERATION_(\w+) = `).FindAllStringSubmatch(string(header), -1) {
		wanted = append(wanted, "C.mvi_"+strings.ToLower(operation[1])+"(")
	}
	for _, name := range []string{"client", "bulk_import", "list_import_jobs", "wait"} {
		members := strings.Split(strings.Split(string(header), "typedef struct mvi_"+name+"_options {")[1], "\n}")[0]
		for _, member := range regexp.MustCompile(`(?m)^    [a-z][\w *]*[ *](\w+);$`).FindAllStringSubmatch(members, -1) {
			if member[1] != "struct_size" && name != "wait" {
				wanted = append(wanted, "o."+member[1])
			} else if name == "wait" && member[1] != "struct_size" {
				wanted = append(wanted, "native."+member[1])
			}
		}
	}
	for _, text := range wanted {
		if !strings.Contains(sources.String(), text) {
			t.Errorf("%q is not here", strings.TrimSpace(text))
		}
	}
}
