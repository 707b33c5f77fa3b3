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

// Zero is the default of a time; a negative one is none or never where that is of use, and else refused by its name here.
func TestTimes(t *testing.T) {
	uri := answering(t, progress("Completed", 100))
	for name, one := range map[string]struct {
		options ClientOptions
		good    bool
	}{
		"Timeout":        {ClientOptions{Timeout: -time.Nanosecond}, false},
		"ConnectTimeout": {ClientOptions{ConnectTimeout: -time.Hour}, false},
		"RetryBudget":    {ClientOptions{RetryBudget: -time.Nanosecond}, true},
		"the shortest":   {ClientOptions{RetryBudget: 1, ConnectTimeout: time.Second, Timeout: 1<<63 - 1}, true},
		"the defaults":   {ClientOptions{}, true},
	} {
		one.options.URI = uri
		_, err := NewClient(one.options)
		var e *Error
		if one.good != (err == nil) || err != nil && (!errors.As(err, &e) || e.Code != InvalidArgument || !strings.Contains(e.Message, name+" is -")) {
			t.Errorf("%s: %v", name, err)
		}
	}
	client := newClient(t, uri)
	for _, time := range []time.Duration{0, -1, 1<<63 - 1, -1 << 63} {
		options := WaitOptions{Timeout: max(time, 0), StallTimeout: time, FaultBudget: time}
		if p, err := client.Wait(context.Background(), "7", options, nil); err != nil || !p.Success {
			t.Errorf("%v: %v", options, err)
		}
	}
	late := WaitOptions{Timeout: -1500 * time.Millisecond}
	_, plain := client.Wait(background, "7", late, nil)
	_, telling := client.Wait(background, "7", late, func(*Progress) {})
	for _, err := range []error{plain, telling} {
		if !errors.Is(err, InvalidArgument) || !strings.Contains(err.Error(), "Timeout is -1.5s: give a positive time") {
			t.Errorf("%v", err)
		}
	}
	for _, limit := range []time.Duration{-time.Second, time.Millisecond} {
		if _, err := client.GetImportProgress(background, "7", RequestTimeout(limit)); !errors.Is(err, InvalidArgument) || !strings.Contains(err.Error(), "RequestTimeout is "+limit.String()) {
			t.Errorf("%v", err)
		}
	}
}

// A number that C could not hold is not another one there.
func TestNumbersOutOfRange(t *testing.T) {
	client := newClient(t, answering(t, `{"code":0,"data":{"records":[]}}`))
	for name, options := range map[string]ListOptions{"PageSize": {PageSize: -1}, "CurrentPage": {CurrentPage: 1<<32 + 1}} {
		var e *Error
		if _, err := client.ListImportJobs(context.Background(), options); !errors.As(err, &e) || e.Code != InvalidArgument || !strings.Contains(e.Message, name+" is ") {
			t.Errorf("%v", err)
		}
	}
	if _, err := NewClient(ClientOptions{URI: "http://localhost", MaxResponseBytes: -1}); err == nil {
		t.Error("fewer bytes than none")
	}
}

// What the environment says is for NewClient; Milvus's own package has no ear for it, and nor has what replaces it.
func TestTheFunctionsReadNoEnvironment(t *testing.T) {
	type request struct {
		path, body string
		header     http.Header
	}
	requests := make(chan request, 2)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		requests <- request{r.URL.Path, string(body), r.Header}
		_, _ = io.WriteString(w, progress("Importing", 40))
	}))
	defer server.Close()
	for name, value := range map[string]string{"MILVUS_URI": server.URL, "MILVUS_TOKEN": "the environment's", "MILVUS_DB": "the environment's"} {
		t.Setenv(name, value)
	}
	client, err := NewClient(ClientOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.GetImportProgress(context.Background(), "7"); err != nil {
		t.Fatal(err)
	}
	if got := <-requests; got.header.Get("authorization") == "" || got.header.Get("db-name") == "" {
		t.Fatalf("the client does not hear the environment: %+v", got)
	}
	t.Setenv("ZILLIZ_CLUSTER_ID", "in01-environment")
	if _, err := GetImportProgress(context.Background(), NewGetImportProgressOption(server.URL, "7")); err != nil {
		t.Fatal(err)
	}
	if got := <-requests; got.header.Values("authorization") != nil || got.header.Values("db-name") != nil ||
		got.path != "/v2/vectordb/jobs/import/get_progress" || strings.Contains(got.body, "environment") {
		t.Errorf("%+v", got)
	}
	var e *Error
	if _, err := GetImportProgress(context.Background(), NewGetImportProgressOption("", "7")); !errors.As(err, &e) || e.Code != InvalidArgument {
		t.Errorf("%v", err)
	}
}
