package bulkwriter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestRawProgressIsTheServersSpelling(t *testing.T) {
	client := newClient(t, answering(t, `{"code":0,"data":{"jobId":"7","state":"Importing","progress":-9223372036854775728,
		"details":[{"fileName":"a","progress":0.50},{"fileName":"b"}]}}`))
	p, err := client.GetImportProgress(background, "7")
	if err != nil {
		t.Fatal(err)
	}
	if value(p.RawProgress) != "-9223372036854775728" || p.Progress != 0 || value(p.Details[0].RawProgress) != "0.50" || p.Details[1].RawProgress != nil {
		t.Errorf("%+v", p)
	}
	client = newClient(t, answering(t, `{"code":0,"data":{"records":[{"jobId":"7","state":"Importing","progress":"55.0"}]}}`))
	list, err := client.ListImportJobs(background, ListOptions{})
	if err != nil || value(list.Jobs[0].RawProgress) != "55.0" || value(list.Jobs[0].Progress) != 55 {
		t.Errorf("%v %+v", err, list)
	}
}

func TestAFailureThatPassesIsToldFromOneThatStays(t *testing.T) {
	for reason, passes := range map[string]bool{"read: connection reset by peer": true, "value of field 'x' is missed": false} {
		client := newClient(t, answering(t, `{"code":0,"data":{"jobId":"7","state":"Failed","reason":"`+reason+`"}}`))
		_, err := client.Wait(background, "7", WaitOptions{}, nil)
		var e *Error
		if !errors.As(err, &e) || e.Code != ImportFailed || e.Progress.RetryableFailure != passes {
			t.Errorf("%v", err)
		}
	}
}

func TestEveryJobOfACreate(t *testing.T) {
	uri := answering(t, `{"status":{},"tasks":[470625378260885148,8,9]}`)
	client, err := NewClient(ClientOptions{URI: uri, API: "milvus-2.3"})
	if err != nil {
		t.Fatal(err)
	}
	job, err := client.BulkImport(background, Import{CollectionName: "c", Files: [][]string{{"a.json"}}})
	if err != nil || !reflect.DeepEqual(job, &CreatedJob{JobID: "470625378260885148", JobIDs: []string{"470625378260885148", "8", "9"}}) {
		t.Errorf("%v %+v", err, job)
	}
}

func TestTheErrorOfACreateNamesTheJob(t *testing.T) {
	uri := answering(t, `{"code":5,"message":"odd","data":{"jobId":"448707763883002014"}}`)
	_, typed := newClient(t, uri).BulkImport(background, Import{CollectionName: "c", Files: [][]string{{"a.json"}}})
	_, dropIn := BulkImport(background, NewBulkImportOption(uri, "c", [][]string{{"a.json"}}))
	for _, err := range []error{typed, dropIn} {
		var e *Error
		if !errors.As(err, &e) || e.Code != ServerError || e.JobID != "448707763883002014" {
			t.Errorf("%v", err)
		}
	}
}

// A code is an error that a program compares with, however deep the call's own lies.
func TestAnErrorIsItsCode(t *testing.T) {
	uri := answering(t, `{"code":2100,"message":"import job does not exist, jobID=7"}`)
	_, typed := newClient(t, uri).GetImportProgress(background, "7")
	_, dropIn := GetImportProgress(background, NewGetImportProgressOption(uri, "7"))
	for _, err := range []error{typed, fmt.Errorf("job 7: %w", dropIn)} {
		var code ErrorCode
		if !errors.Is(err, JobNotFound) || errors.Is(err, NotFound) || !errors.As(err, &code) || code != JobNotFound {
			t.Errorf("%v", err)
		}
	}
	if JobNotFound.Error() != "JobNotFound" {
		t.Error(JobNotFound)
	}
}

// What would be final for a first call is an outage to a wait that has had a good answer, and its end says what it was.
func TestATimeoutInAnOutageHasItsCause(t *testing.T) {
	var calls atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if calls.Add(1) == 1 {
			_, _ = io.WriteString(w, progress("Importing", 40))
			return
		}
		http.Error(w, "404 page not found", http.StatusNotFound)
	}))
	defer server.Close()
	_, err := newClient(t, server.URL).Wait(background, "7", WaitOptions{Timeout: 3 * time.Second}, nil)
	var e *Error
	if !errors.As(err, &e) || e.Code != Timeout || e.HTTPStatus != 404 || e.Progress.State != "Importing" || strings.Contains(e.Message, "goes on in the server") {
		t.Fatalf("%v", err)
	}
	if e.Cause == nil || e.Cause.Code != Unsupported || e.Cause.HTTPStatus != 404 || !errors.Is(err, e.Cause) || !errors.Is(err, Timeout) || !errors.Is(err, Unsupported) || errors.Is(err, Stalled) {
		t.Errorf("%+v", e.Cause)
	}
}

func TestAnOutageIsToldWhileItLasts(t *testing.T) {
	var calls atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		switch calls.Add(1) {
		case 1:
			_, _ = io.WriteString(w, progress("Importing", 40))
		case 2, 3:
			http.Error(w, "", http.StatusServiceUnavailable)
		default:
			_, _ = io.WriteString(w, progress("Completed", 100))
		}
	}))
	defer server.Close()
	client := newClient(t, server.URL)
	var told []*Error
	options := WaitOptions{OnOutage: func(outage *Error) { told = append(told, outage) }}
	check := func(last *Progress, err error) {
		t.Helper()
		if err != nil || !last.Success || len(told) != 3 || told[2] != nil {
			t.Fatalf("%v %v", told, err)
		}
		if second := told[1]; second.Attempts != 2 || second.HTTPStatus != 503 || second.Progress.Progress != 40 || second.Cause == nil || !strings.Contains(second.Message, "; trying for another 4:5") {
			t.Errorf("%+v", second)
		}
		told = nil
		calls.Store(0)
	}
	check(client.Wait(background, "7", options, nil))
	var last *Progress
	for change, err := range client.Watch(background, "7", options) {
		if err != nil {
			t.Fatal(err)
		}
		last = change
	}
	check(last, nil)
}

// A count that is never reached, and the same page again and again.
func TestAWalkOverPagesEndsWhereTheServerRepeatsItself(t *testing.T) {
	uri := answering(t, `{"code":0,"data":{"count":1000000,"currentPage":1,"pageSize":1,"records":[{"jobId":"7","state":"Pending"}]}}`)
	client, err := NewClient(ClientOptions{URI: uri, API: "zilliz-v2", ClusterID: "in01-test"})
	if err != nil {
		t.Fatal(err)
	}
	pages := 0
	for list, err := range client.ImportJobPages(background, ListOptions{PageSize: 1}) {
		if pages++; err != nil || len(list.Jobs) != 1 || pages > 2 {
			t.Fatalf("page %d: %v %+v", pages, err, list)
		}
	}
	if pages != 2 {
		t.Errorf("%d pages", pages)
	}
	ctx, cancel := context.WithCancel(background)
	defer cancel()
	for list, err := range client.ImportJobPages(ctx, ListOptions{}) {
		if cancel(); list == nil && !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	}
}

func TestACollectionSaysWhatTheServerSaidAndKeepsItsAnswerOnRequest(t *testing.T) {
	answer := `{"code":0,"data":{"collectionName":"c","collectionID":448761313698322011,"functions":[],"fields":[
		{"name":"n","type":"Int64","nullable":true,"defaultValue":{"Data":{"LongData":9007199254740993}}},
		{"name":"vec","type":"FloatVector","params":[{"key":"dim","value":"8"}]}]}}`
	client, err := NewClient(ClientOptions{URI: answering(t, answer), KeepRaw: true})
	if err != nil {
		t.Fatal(err)
	}
	collection, err := client.DescribeCollection(background, DescribeOptions{CollectionName: "c"})
	if err != nil {
		t.Fatal(err)
	}
	n, vec := collection.Fields[0], collection.Fields[1]
	if value(collection.CollectionID) != "448761313698322011" || value(n.DefaultValue) != "9007199254740993" || !value(n.Nullable) {
		t.Errorf("%+v", collection)
	}
	if value(vec.Dim) != 8 || vec.Nullable != nil || vec.Params["dim"] != "8" {
		t.Errorf("%+v", vec)
	}
	if collection.StructFields != nil || collection.Functions == nil || string(collection.Raw) != answer {
		t.Errorf("%+v", collection)
	}
}
