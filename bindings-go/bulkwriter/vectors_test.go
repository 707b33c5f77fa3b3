package bulkwriter

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"reflect"
	"strings"
	"testing"
	"time"
)

type vector struct {
	Name, Why, URI string
	Client         struct {
		API              string `json:"api"`
		Token            string `json:"token"`
		DBName           string `json:"db_name"`
		ClusterID        string `json:"cluster_id"`
		ProjectID        string `json:"project_id"`
		RegionID         string `json:"region_id"`
		RequestTimeout   *int   `json:"request_timeout"`
		MaxResponseBytes int    `json:"max_response_bytes"`
	}
	Call struct {
		Operation      string
		JobID          string            `json:"job_id"`
		CollectionName string            `json:"collection_name"`
		DBName         string            `json:"db_name"`
		PartitionName  string            `json:"partition_name"`
		Files          [][]string        `json:"files"`
		Options        map[string]string `json:"options"`
		ObjectURL      string            `json:"object_url"`
		ObjectURLs     [][]string        `json:"object_urls"`
		AccessKey      string            `json:"access_key"`
		SecretKey      string            `json:"secret_key"`
		SessionToken   string            `json:"session_token"`
		VolumeName     string            `json:"volume_name"`
		DataPaths      [][]string        `json:"data_paths"`
		IdempotencyKey string            `json:"idempotency_key"`
		PageSize       int               `json:"page_size"`
		CurrentPage    int               `json:"current_page"`
	}
	Result json.RawMessage
	Error  map[string]any
}

// TestVectors: the server plays each case below an address of its own, and judges the requests.
func TestVectors(t *testing.T) {
	_, _, uri := start(t, exec.Command(program(t, "milvus-import-vectors")))
	var cases []vector
	if err := json.Unmarshal([]byte(get(t, uri+"/cases")), &cases); err != nil {
		t.Fatal(err)
	}
	passed := 0
	for i := range cases {
		err := cases[i].run(func() string { return get(t, fmt.Sprintf("%s/cases/%d/verdict", uri, i)) })
		if err != nil {
			t.Errorf("%s\n    %s\n    %v", cases[i].Name, cases[i].Why, err)
		} else {
			passed++
		}
	}
	fmt.Printf("vectors: %d cases passed\n", passed)
}

func get(t *testing.T, uri string) string {
	t.Helper()
	answer, err := http.Get(uri)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != 200 {
		t.Fatalf("%s: %s %v", uri, answer.Status, err)
	}
	return string(text)
}

func (v *vector) run(verdict func() string) error {
	result, err := v.call()
	if wrong := verdict(); wrong != "" {
		return fmt.Errorf("%s; %v", wrong, err)
	}
	if v.Error != nil {
		return compareError(v.Error, err)
	}
	if err != nil {
		return err
	}
	text, err := json.Marshal(result)
	if err != nil {
		return err
	}
	if !sameJSON(text, v.Result) {
		return fmt.Errorf("%s instead of %s", text, v.Result)
	}
	return nil
}

func (v *vector) call() (any, error) {
	o := v.Client
	client, err := NewClient(ClientOptions{URI: v.URI, API: o.API, Token: o.Token, DBName: o.DBName,
		ClusterID: o.ClusterID, ProjectID: o.ProjectID, RegionID: o.RegionID, MaxResponseBytes: o.MaxResponseBytes,
		RequestTimeout: seconds(value(o.RequestTimeout)), Timeout: 10 * time.Second, RetryBudget: -1})
	if err != nil {
		return nil, err
	}
	var options []CallOption
	if o.RequestTimeout != nil && *o.RequestTimeout == 0 {
		// The option of the client would not be given.
		options = append(options, RequestTimeout(0))
	}
	ctx, c := context.Background(), v.Call
	switch c.Operation {
	case "get_import_progress":
		return whole(client.GetImportProgress(ctx, c.JobID, options...))
	case "describe_job":
		return whole(client.DescribeJob(ctx, c.JobID, options...))
	case "commit_import":
		return nil, client.CommitImport(ctx, c.JobID, options...)
	case "abort_import":
		return nil, client.AbortImport(ctx, c.JobID, options...)
	case "list_import_jobs":
		return client.ListImportJobs(ctx, ListOptions{CollectionName: c.CollectionName, PageSize: c.PageSize, CurrentPage: c.CurrentPage}, options...)
	case "describe_collection":
		return client.DescribeCollection(ctx, DescribeOptions{CollectionName: c.CollectionName, DBName: c.DBName}, options...)
	case "bulk_import":
		return client.BulkImport(ctx, Import{CollectionName: c.CollectionName, PartitionName: c.PartitionName,
			Files: c.Files, Options: c.Options, ObjectURL: c.ObjectURL, ObjectURLs: c.ObjectURLs,
			AccessKey: c.AccessKey, SecretKey: c.SecretKey, SessionToken: c.SessionToken, VolumeName: c.VolumeName,
			DataPaths: c.DataPaths, IdempotencyKey: c.IdempotencyKey}, options...)
	}
	return nil, fmt.Errorf("the runner does not know %s", c.Operation)
}

func seconds(number int) time.Duration { return time.Duration(number) * time.Second }

// whole counts broken details as the failure that the cases are written for.
func whole(progress *Progress, err error) (any, error) {
	if err == nil {
		err = progress.DetailsError
	}
	return progress, err
}

func compareError(want map[string]any, err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return fmt.Errorf("no error of ours: %v", err)
	}
	status := any(nil)
	if e.HTTPStatus != 0 {
		status = float64(e.HTTPStatus)
	}
	got := map[string]any{"code": e.Code.String(), "http_status": status, "retryable": e.Retryable, "server_code": nil,
		"server_message": nil}
	if e.ServerCode != nil {
		got["server_code"] = float64(*e.ServerCode)
	}
	if e.ServerMessage != nil {
		got["server_message"] = *e.ServerMessage
	}
	for name, value := range want {
		good := reflect.DeepEqual(got[name], value)
		switch name {
		case "message_contains":
			good = strings.Contains(e.Message, value.(string))
		case "body_start":
			good = strings.HasPrefix(e.BodyStart, value.(string))
		}
		if !good {
			return fmt.Errorf("%s: %v instead of %v in %v", name, got[name], value, e)
		}
	}
	return nil
}

// sameJSON compares values, numbers by value and with all their digits.
func sameJSON(a, b []byte) bool {
	decode := func(text []byte) (value any) {
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.UseNumber()
		if decoder.Decode(&value) != nil {
			return errNoOption
		}
		return normal(value)
	}
	return reflect.DeepEqual(decode(a), decode(b))
}

func normal(value any) any {
	switch value := value.(type) {
	case json.Number:
		if integer, err := value.Int64(); err == nil {
			return integer
		}
		real, _ := value.Float64()
		if real == float64(int64(real)) {
			return int64(real)
		}
		return real
	case []any:
		for i := range value {
			value[i] = normal(value[i])
		}
	case map[string]any:
		for name := range value {
			value[name] = normal(value[name])
		}
	}
	return value
}
