// Package differential compares this module's drop-in with Milvus's own Go package: the same calls to the same recording
// server, and the same answers read by both.
package differential

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"

	upstream "github.com/milvus-io/milvus/client/v2/bulkwriter"

	ours "github.com/milvus-import/milvus-import/bindings-go/bulkwriter"
)

type request struct {
	Method, Route, Authorization string
	Body                         map[string]any
}

// record answers everything the same and keeps what came.
func record(t *testing.T, answer string) (string, func() []request) {
	t.Helper()
	var mutex sync.Mutex
	var requests []request
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got := request{Method: r.Method, Authorization: r.Header.Get("authorization"), Body: map[string]any{}}
		got.Route = r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
		_ = json.Unmarshal(body, &got.Body)
		mutex.Lock()
		requests = append(requests, got)
		mutex.Unlock()
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	return server.URL, func() []request {
		mutex.Lock()
		defer mutex.Unlock()
		return requests
	}
}

const (
	progress = `{"code":0,"data":{"collectionName":"c","completeTime":"2025-01-16T08:42:09Z","createTime":"","details":[
		{"completeTime":"","fileName":"[a/1.parquet]","fileSize":3279917,"importedRows":50000,"progress":50,"state":"Importing","totalRows":100000},
		{"completeTime":"","fileName":"[b/2.parquet]","fileSize":1,"importedRows":2,"progress":3,"state":"Pending","totalRows":4}],
		"fileSize":3279917,"importedRows":50000,"jobId":"448761313698322011","progress":55,"state":"Importing","totalRows":100000}}`
	failed  = `{"code":0,"data":{"collectionName":"c","completeTime":"","details":[],"jobId":"4","progress":0,"reason":"no space","state":"Failed","totalRows":0}}`
	created = `{"code":0,"data":{"jobId":"448707763883002014"}}`
	list    = `{"code":0,"data":{"records":[{"collectionName":"A","jobId":"1","progress":7,"state":"Pending"},{"collectionName":"C","jobId":"3","progress":0,"reason":"mock","state":"Failed"}]}}`
)

func both[U, O any](t *testing.T, answer string, theirs func(string) (U, error), own func(string) (O, error)) ([]request, []request) {
	t.Helper()
	theirURI, theirRequests := record(t, answer)
	ownURI, ownRequests := record(t, answer)
	want, err := theirs(theirURI)
	if err != nil {
		t.Fatal(err)
	}
	got, err := own(ownURI)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := asJSON(t, want), asJSON(t, got); a != b {
		t.Errorf("ours   %s\ntheirs %s", b, a)
	}
	return theirRequests(), ownRequests()
}

func asJSON(t *testing.T, value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestProgress(t *testing.T) {
	for _, answer := range []string{progress, failed} {
		theirs, own := both(t, answer, func(uri string) (any, error) {
			return upstream.GetImportProgress(context.Background(), upstream.NewGetImportProgressOption(uri, "448761313698322011").WithAPIKey("root:Milvus"))
		}, func(uri string) (any, error) {
			return ours.GetImportProgress(context.Background(), ours.NewGetImportProgressOption(uri, "448761313698322011").WithAPIKey("root:Milvus"))
		})
		// The route has two spellings, and an id that is not used is not sent.
		theirs[0].Route = "get_progress"
		delete(theirs[0].Body, "clusterId")
		if !reflect.DeepEqual(theirs, own) {
			t.Errorf("ours %v, theirs %v", own, theirs)
		}
	}
}

func TestBulkImport(t *testing.T) {
	files := [][]string{{"a.npy", "b.npy"}, {"c.json"}}
	theirs, own := both(t, created, func(uri string) (any, error) {
		return upstream.BulkImport(context.Background(), upstream.NewBulkImportOption(uri, "c", files).WithPartition("p").WithOption("backup", "true").WithAPIKey("k"))
	}, func(uri string) (any, error) {
		return ours.BulkImport(context.Background(), ours.NewBulkImportOption(uri, "c", files).WithPartition("p").WithOption("backup", "true").WithAPIKey("k"))
	})
	if !reflect.DeepEqual(theirs, own) {
		t.Errorf("ours %v, theirs %v", own, theirs)
	}
}

func TestList(t *testing.T) {
	theirs, own := both(t, list, func(uri string) (any, error) {
		return upstream.ListImportJobs(context.Background(), upstream.NewListImportJobsOption(uri, "c").WithAPIKey("k"))
	}, func(uri string) (any, error) {
		return ours.ListImportJobs(context.Background(), ours.NewListImportJobsOption(uri, "c").WithAPIKey("k"))
	})
	// Milvus has no pages, so they are not asked for.
	delete(theirs[0].Body, "pageSize")
	delete(theirs[0].Body, "currentPage")
	if !reflect.DeepEqual(theirs, own) {
		t.Errorf("ours %v, theirs %v", own, theirs)
	}
}

// Credentials in the address are taken, and only where no key is given. Milvus takes them with either scheme.
func TestCredentialsInTheURI(t *testing.T) {
	for _, key := range []string{"", "key"} {
		theirURI, theirRequests := record(t, progress)
		ownURI, ownRequests := record(t, progress)
		with := func(uri string) string { return strings.Replace(uri, "http://", "http://root:Milvus@", 1) }
		if _, err := upstream.GetImportProgress(context.Background(), upstream.NewGetImportProgressOption(with(theirURI), "1").WithAPIKey(key)); err != nil {
			t.Fatal(err)
		}
		if _, err := ours.GetImportProgress(context.Background(), ours.NewGetImportProgressOption(with(ownURI), "1").WithAPIKey(key)); err != nil {
			t.Fatal(err)
		}
		theirs, own := theirRequests()[0].Authorization, ownRequests()[0].Authorization
		if key != "" && theirs != own || key == "" && (theirs != "Basic cm9vdDpNaWx2dXM=" || own != "Bearer root:Milvus") {
			t.Errorf("key %q: ours %q, theirs %q", key, own, theirs)
		}
	}
}

// TestBetter holds what the drop-in is there for: answers that Milvus's package takes for success.
func TestBetter(t *testing.T) {
	uri, _ := record(t, `{"code":2100,"message":"import job does not exist, jobID=99"}`)
	if _, err := upstream.GetImportProgress(context.Background(), upstream.NewGetImportProgressOption(uri, "99")); err != nil {
		t.Errorf("Milvus's package has learned: %v", err)
	}
	if _, err := ours.GetImportProgress(context.Background(), ours.NewGetImportProgressOption(uri, "99")); err == nil {
		t.Error("no error")
	}
}

// TestTheSameNames: all that Milvus's package has, and one option of the request besides.
func TestTheSameNames(t *testing.T) {
	for _, pair := range [][2]any{
		{upstream.BulkImportOption{}, ours.BulkImportOption{}},
		{upstream.BulkImportResponse{}, ours.BulkImportResponse{}},
		{upstream.ListImportJobsOption{}, ours.ListImportJobsOption{}},
		{upstream.ListImportJobsResponse{}, ours.ListImportJobsResponse{}},
		{upstream.ListImportJobData{}, ours.ListImportJobData{}},
		{upstream.ImportJobRecord{}, ours.ImportJobRecord{}},
		{upstream.GetImportProgressOption{}, ours.GetImportProgressOption{}},
		{upstream.GetImportProgressResponse{}, ours.GetImportProgressResponse{}},
		{upstream.ImportProgressData{}, ours.ImportProgressData{}},
		{upstream.ImportProgressDetail{}, ours.ImportProgressDetail{}},
	} {
		own := slices.DeleteFunc(shape(pair[1]), func(part string) bool { return strings.HasPrefix(part, "WithRequestTimeout ") })
		if theirs := shape(pair[0]); !reflect.DeepEqual(theirs, own) {
			t.Errorf("%T: ours %v, theirs %v", pair[1], own, theirs)
		}
	}
}

// shape is a type's exported fields with their tags, and its methods with their parameters.
func shape(value any) []string {
	var parts []string
	kind := reflect.TypeOf(value)
	for i := range kind.NumField() {
		field := kind.Field(i)
		if !field.IsExported() {
			continue
		}
		parts = append(parts, field.Name+" "+field.Type.String()+" "+string(field.Tag))
	}
	methods := reflect.PointerTo(kind)
	for i := range methods.NumMethod() {
		parts = append(parts, methods.Method(i).Name+" "+methods.Method(i).Type.String())
	}
	sort.Strings(parts)
	return parts
}
