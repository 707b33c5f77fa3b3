package bulkwriter

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
)

// What the pages document of GetImportProgress, one row for each parameter and each field:
// milvus.io/api-reference/go/v2.5.x/DataImport/GetImportProgress.md, the same and GetImportProgressOption.md under v2.6.x and
// v3.0.x, and docs.zilliz.com/reference/go/v2-DataImport-GetImportProgress.
func TestThePublishedPagesOfGetImportProgress(t *testing.T) {
	type request struct {
		authorization string
		body          map[string]any
	}
	requests := make(chan request, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got := request{authorization: r.Header.Get("authorization")}
		text, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(text, &got.body)
		requests <- got
		_, _ = io.WriteString(w, `{"code":0,"data":{"collectionName":"c","jobId":"448761313698322011","completeTime":"2024-04-01T06:17:55Z",
			"state":"Failed","progress":55,"importedRows":5,"totalRows":9,"reason":"no space","fileSize":3279917,"details":[{"fileName":"[a/1.parquet]",
			"fileSize":17,"progress":50,"completeTime":"2024-04-01T06:17:53Z","state":"Pending","importedRows":3,"totalRows":4}]}}`)
	}))
	defer server.Close()
	ask := func(option *GetImportProgressOption) (request, *GetImportProgressResponse) {
		t.Helper()
		response, err := GetImportProgress(context.Background(), option)
		if err != nil {
			t.Fatal(err)
		}
		return <-requests, response
	}
	const job, key, cluster = "448761313698322011", "an API key", "in01-cluster"
	milvus := NewGetImportProgressOption(server.URL, job)
	cloud := NewCloudGetImportProgressOption(server.URL, job, key, cluster)
	ofMilvus, response := ask(milvus)
	ofKey, _ := ask(NewGetImportProgressOption(server.URL, job).WithAPIKey(key))
	ofCloud, _ := ask(cloud)
	ofFields, _ := ask(&GetImportProgressOption{URL: server.URL, JobID: job, ClusterID: cluster, APIKey: key})
	data := response.Data
	file := data.Details[0]
	for _, row := range []struct {
		what      string
		got, want any
	}{
		{"NewGetImportProgressOption(uri)", milvus.URL, server.URL},
		{"NewGetImportProgressOption(jobID)", ofMilvus.body["jobId"], job},
		{"NewGetImportProgressOption, no key", ofMilvus.authorization, ""},
		{"WithAPIKey(key)", ofKey.authorization, "Bearer " + key},
		{"NewCloudGetImportProgressOption(uri)", cloud.URL, server.URL},
		{"NewCloudGetImportProgressOption(jobID)", ofCloud.body["jobId"], job},
		{"NewCloudGetImportProgressOption(apiKey)", ofCloud.authorization, "Bearer " + key},
		{"NewCloudGetImportProgressOption(clusterID)", ofCloud.body["clusterId"], cluster},
		{"URL, JobID, ClusterID, APIKey", ofFields, ofCloud},
		{"Status", response.Status, 0},
		{"Message", response.Message, ""},
		{"Data.CollectionName", data.CollectionName, "c"},
		{"Data.JobID", data.JobID, job},
		{"Data.CompleteTime", data.CompleteTime, "2024-04-01T06:17:55Z"},
		{"Data.State", data.State, "Failed"},
		{"Data.Progress", data.Progress, int64(55)},
		{"Data.ImportedRows", data.ImportedRows, int64(5)},
		{"Data.TotalRows", data.TotalRows, int64(9)},
		{"Data.Reason", data.Reason, "no space"},
		{"Data.FileSize", data.FileSize, int64(3279917)},
		{"Data.Details", len(data.Details), 1},
		{"Details.FileName", file.FileName, "[a/1.parquet]"},
		{"Details.FileSize", file.FileSize, int64(17)},
		{"Details.Progress", file.Progress, int64(50)},
		{"Details.CompleteTime", file.CompleteTime, "2024-04-01T06:17:53Z"},
		{"Details.State", file.State, "Pending"},
		{"Details.ImportedRows", file.ImportedRows, int64(3)},
		{"Details.TotalRows", file.TotalRows, int64(4)},
	} {
		if !reflect.DeepEqual(row.got, row.want) {
			t.Errorf("%s: %v instead of %v", row.what, row.got, row.want)
		}
	}
	// The parameter ctx: one that has ended ends the call.
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := GetImportProgress(ctx, milvus); err == nil || len(requests) > 0 {
		t.Error("the context does not count")
	}
}

// The function that a newcomer tries first works on every server, with a cluster id and, where none is asked for, without one.
func TestTheFunctionsFindOutWhichServerItIs(t *testing.T) {
	for server, api := range map[string]string{
		"milvus-2.3": "milvus-2.3", "milvus-2.4.0": "milvus-v2", "milvus-2.5": "milvus-v2", "milvus-2.6": "milvus-v2",
		"milvus-3.0": "milvus-v2", "zilliz-v1": "zilliz-v1", "zilliz-v2": "zilliz-v2",
	} {
		uri := emulator(t, server)
		var added struct {
			JobID string `json:"job_id"`
		}
		if err := json.Unmarshal([]byte(control(t, uri, "jobs", "{}")), &added); err != nil {
			t.Fatal(err)
		}
		options := []*GetImportProgressOption{NewCloudGetImportProgressOption(uri, added.JobID, "key", "in01-test")}
		if server != "zilliz-v1" && server != "zilliz-v2" {
			options = append(options, NewGetImportProgressOption(uri, added.JobID))
		}
		for _, option := range options {
			for range 2 {
				response, err := GetImportProgress(background, option)
				if err != nil || response.Data.JobID != added.JobID || response.Data.State == "" {
					t.Errorf("%s, %q: %v", server, option.ClusterID, err)
				}
			}
			if data, err := Wait(background, option); err != nil || data.State != "Completed" {
				t.Errorf("%s, %q: %v %+v", server, option.ClusterID, err, data)
			}
			client, err := sharedClient(option.URL, option.APIKey, option.ClusterID)
			want := api
			if option.ClusterID != "" && api == "milvus-v2" {
				// Their routes are the same, and Milvus passes over the id.
				want = "zilliz-v2"
			}
			if err != nil || client.API() != want {
				t.Errorf("%s: %v", server, err)
			}
		}
	}
}
