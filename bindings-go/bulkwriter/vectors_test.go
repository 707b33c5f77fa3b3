package bulkwriter

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

type vector struct {
	Name, Why string
	Client    struct {
		API              string `json:"api"`
		Token            string `json:"token"`
		DBName           string `json:"db_name"`
		ClusterID        string `json:"cluster_id"`
		ProjectID        string `json:"project_id"`
		RegionID         string `json:"region_id"`
		RequestTimeout   *int   `json:"request_timeout"`
		MaxResponseBytes int    `json:"max_response_bytes"`
		PathPrefix       string `json:"path_prefix"`
	}
	Call struct {
		Operation      string
		JobID          string            `json:"job_id"`
		CollectionName string            `json:"collection_name"`
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
	Exchanges []struct {
		Request struct {
			Method, Path  string
			Headers       map[string]string
			AbsentHeaders []string `json:"absent_headers"`
			JSON          json.RawMessage
		}
		Response struct {
			Status     int
			Headers    map[string]string
			JSON       json.RawMessage
			Body       *string
			BodyBase64 *string `json:"body_base64"`
		}
	}
	Result json.RawMessage
	Error  map[string]any
}

func loadVectors(t *testing.T) []vector {
	t.Helper()
	var all []vector
	err := filepath.WalkDir("../../tests/vectors", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".json" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var some []vector
		if err := json.Unmarshal(text, &some); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		all = append(all, some...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestVectors(t *testing.T) {
	cases := loadVectors(t)
	passed := 0
	for i := range cases {
		if err := cases[i].run(); err != nil {
			t.Errorf("%s\n    %s\n    %v", cases[i].Name, cases[i].Why, err)
		} else {
			passed++
		}
	}
	fmt.Printf("vectors: %d cases passed\n", passed)
}

type received struct {
	method, path string
	header       http.Header
	body         []byte
}

func (v *vector) run() error {
	var mutex sync.Mutex
	var got []received
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mutex.Lock()
		number := len(got)
		got = append(got, received{r.Method, r.RequestURI, r.Header, body})
		mutex.Unlock()
		w.Header().Set("connection", "close")
		if number >= len(v.Exchanges) {
			w.WriteHeader(500)
			return
		}
		answer := v.Exchanges[number].Response
		w.Header().Set("content-type", "application/json")
		for name, value := range answer.Headers {
			w.Header().Set(name, value)
		}
		w.WriteHeader(answer.Status)
		switch {
		case answer.Body != nil:
			_, _ = io.WriteString(w, *answer.Body)
		case answer.BodyBase64 != nil:
			bytes, _ := base64.StdEncoding.DecodeString(*answer.BodyBase64)
			_, _ = w.Write(bytes)
		default:
			_, _ = w.Write(answer.JSON)
		}
	}))
	defer server.Close()
	result, err := v.call(server.URL)
	mutex.Lock()
	defer mutex.Unlock()
	if len(got) != len(v.Exchanges) {
		return fmt.Errorf("%d requests instead of %d; %v", len(got), len(v.Exchanges), err)
	}
	for i := range got {
		if err := v.compareRequest(i, got[i]); err != nil {
			return err
		}
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

func (v *vector) call(uri string) (any, error) {
	o := v.Client
	client, err := NewClient(ClientOptions{URI: uri + o.PathPrefix, API: o.API, Token: o.Token, DBName: o.DBName,
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
		return client.ListImportJobs(ctx, ListOptions{c.CollectionName, c.PageSize, c.CurrentPage}, options...)
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

func (v *vector) compareRequest(number int, got received) error {
	want := v.Exchanges[number].Request
	if got.method != want.Method || got.path != want.Path {
		return fmt.Errorf("%s %s instead of %s %s", got.method, got.path, want.Method, want.Path)
	}
	if (want.JSON == nil) != (len(got.body) == 0) || (want.JSON != nil && !sameJSON(got.body, want.JSON)) {
		return fmt.Errorf("body %s instead of %s", got.body, want.JSON)
	}
	if !strings.HasPrefix(got.header.Get("user-agent"), "milvus-import/") || got.header.Get("accept") != "application/json" {
		return fmt.Errorf("headers %v", got.header)
	}
	for name, value := range want.Headers {
		if got.header.Get(name) != value {
			return fmt.Errorf("%s: %q instead of %q", name, got.header.Get(name), value)
		}
	}
	for _, name := range want.AbsentHeaders {
		if got.header.Values(name) != nil {
			return fmt.Errorf("%s is there", name)
		}
	}
	return nil
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
