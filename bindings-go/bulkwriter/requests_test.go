package bulkwriter

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// recording is a server that gives one answer, and the requests that it got.
func recording(t *testing.T, answer string) (string, <-chan *http.Request) {
	t.Helper()
	requests := make(chan *http.Request, 64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		requests <- r
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	return server.URL, requests
}

// everyFunction makes each call of the package's functions, and returns their errors by name.
func everyFunction(ctx context.Context, uri string, limit *time.Duration) map[string]error {
	job, list, create := NewGetImportProgressOption(uri, "7"), NewListImportJobsOption(uri, "c"), NewBulkImportOption(uri, "c", [][]string{{"a"}})
	if limit != nil {
		job.WithRequestTimeout(*limit)
		list.WithRequestTimeout(*limit)
		create.WithRequestTimeout(*limit)
	}
	failures := make(map[string]error)
	_, failures["GetImportProgress"] = GetImportProgress(ctx, job)
	_, failures["ListImportJobs"] = ListImportJobs(ctx, list)
	_, failures["BulkImport"] = BulkImport(ctx, create)
	failures["CommitImport"], failures["AbortImport"] = CommitImport(ctx, job), AbortImport(ctx, job)
	_, failures["Wait"] = Wait(ctx, job)
	for _, err := range Watch(ctx, job) {
		failures["Watch"] = err
	}
	return failures
}

// An answer that every call takes.
const anything = `{"code":0,"data":{"jobId":"7","state":"Completed","progress":100,"records":[]}}`

func TestRequestTimeout(t *testing.T) {
	uri, requests := recording(t, anything)
	sent := func(what, want string, failures map[string]error) {
		t.Helper()
		for name, err := range failures {
			var e *Error
			if err != nil && (!errors.As(err, &e) || e.Code != Unsupported) {
				t.Errorf("%s, %s: %v", what, name, err)
			}
		}
		count := 0
		for ; len(requests) > 0; count++ {
			if got := <-requests; got.Header.Get("request-timeout") != want {
				t.Errorf("%s: %q in %s", what, got.Header.Get("request-timeout"), got.URL.Path)
			}
		}
		if count < 7 {
			t.Errorf("%s: %d requests", what, count)
		}
	}
	client, err := NewClient(ClientOptions{URI: uri, API: "milvus-v2", RequestTimeout: 90 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	sent("a client", "90", everyCall(background, client))
	sent("its calls", "5", everyCall(background, client, RequestTimeout(5*time.Second)))
	sent("a client again", "90", everyCall(background, client))
	sent("a client that says nothing", "", everyCall(background, newClient(t, uri)))
	minute := time.Minute
	sent("the functions", "60", everyFunction(background, uri, &minute))
	sent("the functions, silent", "", everyFunction(background, uri, nil))
}

func TestARequestTimeoutThatNoServerTakes(t *testing.T) {
	uri, requests := recording(t, anything)
	client := newClient(t, uri)
	for limit, why := range map[time.Duration]string{0: "HTTP 408", -time.Second: "RequestTimeout is -1s", 30: "RequestTimeout is 30ns: give whole seconds",
		1500 * time.Millisecond: "RequestTimeout is 1.5s", 1 << 32 * time.Second: "RequestTimeout is "} {
		failures := everyFunction(background, uri, &limit)
		for name, err := range everyCall(background, client, RequestTimeout(limit)) {
			failures["Client."+name] = err
		}
		if limit != 0 {
			_, failures["NewClient"] = NewClient(ClientOptions{URI: uri, RequestTimeout: limit})
		}
		for name, err := range failures {
			var e *Error
			if !errors.As(err, &e) || e.Code != InvalidArgument || !strings.Contains(e.Message, why) {
				t.Errorf("%v, %s: %v", limit, name, err)
			}
		}
	}
	if len(requests) != 0 {
		t.Errorf("%d requests", len(requests))
	}
}

// To net/http, and so to Milvus's package, the credentials of an address count where no key is given.
func TestCredentialsInTheURI(t *testing.T) {
	uri, requests := recording(t, anything)
	with := strings.Replace(uri, "http://", "http://root:Mil%3Avus@", 1)
	for key, want := range map[string]string{"": "Bearer root:Mil:vus", "key": "Bearer key"} {
		if _, err := GetImportProgress(background, NewGetImportProgressOption(with, "7").WithAPIKey(key)); err != nil {
			t.Fatal(err)
		}
		if got := (<-requests).Header.Get("authorization"); got != want {
			t.Errorf("%q instead of %q", got, want)
		}
	}
	var e *Error
	if _, err := NewClient(ClientOptions{URI: with}); !errors.As(err, &e) || e.Code != InvalidArgument || strings.Contains(err.Error(), "vus@") {
		t.Errorf("%v", err)
	}
}
