package bulkwriter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// still is an emulator whose clock stands still, and a client of it.
func still(t *testing.T) (string, *Client) {
	t.Helper()
	_, _, uri := start(t, exec.Command(program(t, "milvus-import"), "emulator", "--port", "0", "--server", "milvus-2.6", "--speed", "0"))
	client := newClient(t, uri)
	t.Cleanup(func() { _ = client.Close() })
	return uri, client
}

func addJob(t *testing.T, uri, job string) string {
	t.Helper()
	var added struct {
		JobID string `json:"job_id"`
	}
	if err := json.Unmarshal([]byte(control(t, uri, "jobs", job)), &added); err != nil {
		t.Fatal(err)
	}
	return added.JobID
}

// all are the events of a loop, and the error that ended it.
func all(events iter.Seq2[JobEvent, error]) (told []JobEvent, last error) {
	for event, err := range events {
		if err != nil {
			last = errors.Join(last, err)
			continue
		}
		told = append(told, event)
	}
	return told, last
}

func TestTheEndOfEachOfManyJobsIsToldOnce(t *testing.T) {
	uri, client := still(t)
	done, bad := addJob(t, uri, "{}"), addJob(t, uri, `{"script":{"fail_at":0,"reason":"no such file"}}`)
	changes, ends := 0, map[string]JobEvent{}
	for event, err := range client.WatchMany(background, []string{done, bad, done, "99"}, WaitOptions{}) {
		switch {
		case err != nil:
			t.Fatal(err)
		case event.Kind == EventProgress:
			if changes++; event.Progress.JobID != event.JobID || event.Err != nil {
				t.Errorf("%+v", event)
			}
			control(t, uri, "clock", `{"advance":60}`)
		case event.Kind != EventEnded || ends[event.JobID].Kind != "" || event.Files != nil:
			t.Errorf("%+v", event)
		default:
			ends[event.JobID] = event
		}
	}
	if end := ends[done]; changes == 0 || end.Err != nil || end.Progress.State != StateCompleted || *end.Progress.ImportedRows != 100_000 {
		t.Errorf("%d changes, %+v", changes, end)
	}
	if end := ends[bad]; !errors.Is(end.Err, ImportFailed) || *end.Progress.Reason != "no such file" {
		t.Errorf("%+v", end)
	}
	if end := ends["99"]; len(ends) != 3 || !errors.Is(end.Err, JobNotFound) || end.Progress != nil {
		t.Errorf("%+v", ends)
	}
	if told, err := all(client.WatchMany(background, nil, WaitOptions{})); told != nil || err != nil {
		t.Errorf("%+v %v", told, err)
	}
}

func TestTheJobsOfACollectionAreFollowed(t *testing.T) {
	uri, client := still(t)
	id := addJob(t, uri, `{"collection_name":"books"}`)
	addJob(t, uri, `{"collection_name":"others"}`)
	told, err := all(client.WatchCollection(background, "books", WaitOptions{Timeout: 500 * time.Millisecond}))
	if !errors.Is(err, Timeout) || !strings.Contains(err.Error(), "jobs of the collection have not all ended") {
		t.Errorf("%v", err)
	}
	for _, event := range told {
		if event.JobID != id || event.Kind == EventEnded && !errors.Is(event.Err, Timeout) {
			t.Errorf("%+v", event)
		}
	}
	control(t, uri, "clock", `{"advance":60}`)
	if told, err := all(client.WatchCollection(background, "books", WaitOptions{})); told != nil || err != nil {
		t.Errorf("%+v %v", told, err)
	}
	told, err = all(client.WatchCollection(background, "books", WaitOptions{WithEnded: true}))
	if err != nil || len(told) == 0 || told[len(told)-1].Kind != EventEnded || told[len(told)-1].JobID != id {
		t.Errorf("%+v %v", told, err)
	}
}

func TestAnOutageOfManyJobsIsTold(t *testing.T) {
	uri, client := still(t)
	id := addJob(t, uri, "{}")
	control(t, uri, "clock", `{"advance":60}`)
	control(t, uri, "faults", `{"kind":"status","status":503,"body":"no upstream","times":1}`)
	var outages []*Error
	told, err := all(client.WatchMany(background, []string{id}, WaitOptions{OnOutage: func(outage *Error) { outages = append(outages, outage) }}))
	if err != nil || len(told) != 1 || told[0].Kind != EventEnded {
		t.Errorf("%+v %v", told, err)
	}
	if len(outages) != 2 || outages[1] != nil || outages[0].HTTPStatus != 503 || !strings.Contains(outages[0].Message, "no good answer for") {
		t.Errorf("%v", outages)
	}
	// One that nobody asks about is no event either.
	control(t, uri, "faults", `{"kind":"status","status":503,"body":"no upstream","times":1}`)
	if told, err = all(client.WatchMany(background, []string{id}, WaitOptions{})); err != nil || len(told) != 1 {
		t.Errorf("%+v %v", told, err)
	}
}

func TestLeavingALoopOverManyJobsEndsIt(t *testing.T) {
	uri, client := still(t)
	ids := []string{addJob(t, uri, "{}")}
	for range client.WatchMany(background, ids, WaitOptions{}) {
		break
	}
	ctx, cancel := context.WithCancel(background)
	defer cancel()
	told := 0
	for event, err := range client.WatchMany(ctx, ids, WaitOptions{}) {
		if told++; told == 1 && (err != nil || event.Progress.State != StatePending) || told == 2 && !errors.Is(err, context.Canceled) {
			t.Errorf("%+v %v", event, err)
		}
		cancel()
	}
	if told != 2 {
		t.Errorf("%d events", told)
	}
	told = 0
	for event, err := range client.WatchMany(background, ids, WaitOptions{}) {
		if told++; told == 2 && !errors.Is(err, ErrClosed) {
			t.Errorf("%+v %v", event, err)
		}
		_ = client.Close()
	}
	if told != 2 {
		t.Errorf("%d events", told)
	}
}

// told is what an import told: how many events of each kind, the files of each, and the errors of the jobs.
type told struct {
	events map[EventKind]int
	files  map[EventKind][]string
	failed []error
}

// imported are the events of an import of ten files, by twos; all jobs end once all have begun. It is left after as many jobs as
// jobs says.
func imported(t *testing.T, uri string, client *Client, options ImportManyOptions, jobs int) told {
	t.Helper()
	what := Import{CollectionName: "docs"}
	for i := range 10 {
		what.Files = append(what.Files, []string{fmt.Sprintf("%d.json", i)})
	}
	options.FilesPerJob = 2
	all := told{map[EventKind]int{}, map[EventKind][]string{}, nil}
	for event, err := range client.ImportMany(background, what, options, WaitOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		all.events[event.Kind]++
		for _, group := range event.Files {
			all.files[event.Kind] = append(all.files[event.Kind], group...)
		}
		switch event.Kind {
		case EventCreated:
			if all.events[EventCreated] == jobs {
				return all
			}
			if all.events[EventCreated] == 5 {
				control(t, uri, "clock", `{"advance":3600}`)
			}
		case EventEnded:
			if event.Err != nil {
				all.failed = append(all.failed, event.Err)
			} else if event.Progress.State != StateCompleted {
				t.Errorf("%+v", event)
			}
		case EventNotImported:
			if event.JobID != "" || !errors.Is(event.Err, ImportFailed) {
				t.Errorf("%+v", event)
			}
		}
	}
	return all
}

func TestManyFilesAreImported(t *testing.T) {
	uri, client := still(t)
	control(t, uri, "scripts", `{"fail_at":45,"reason":"no space left"}`)
	all := imported(t, uri, client, ImportManyOptions{}, 0)
	if all.events[EventCreated] != 5 || len(all.files[EventCreated]) != 10 || all.events[EventEnded] != 5 ||
		len(all.failed) != 1 || !errors.Is(all.failed[0], ImportFailed) || !strings.Contains(all.failed[0].Error(), "no space left") {
		t.Errorf("%+v", all)
	}
}

func TestALedgerIsTakenUpAgain(t *testing.T) {
	uri, client := still(t)
	options := ImportManyOptions{Ledger: filepath.Join(t.TempDir(), "ledger"), JobsInFlight: 2}
	if all := imported(t, uri, client, options, 2); all.events[EventCreated] != 2 {
		t.Errorf("%+v", all)
	}
	// The two jobs end, and the others follow; one of them fails.
	control(t, uri, "clock", `{"advance":3600}`)
	control(t, uri, "scripts", `{"fail_at":45,"reason":"no space left"}`)
	options.JobsInFlight = 0
	if all := imported(t, uri, client, options, 0); all.events[EventCreated] != 5 || all.events[EventEnded] != 5 || len(all.failed) != 1 {
		t.Errorf("%+v", all)
	}
	all := imported(t, uri, client, options, 0)
	if all.events[EventSkipped] != 4 || len(all.files[EventSkipped]) != 8 || len(all.files[EventNotImported]) != 2 || all.events[EventCreated] != 0 {
		t.Errorf("%+v", all)
	}
	var jobs []any
	if err := json.Unmarshal([]byte(get(t, uri+"/_emulator/jobs")), &jobs); err != nil || len(jobs) != 5 {
		t.Errorf("%d jobs, %v", len(jobs), err)
	}
}

func TestAnImportOfManyFilesThatCannotBe(t *testing.T) {
	_, client := still(t)
	twice := Import{CollectionName: "docs", Files: [][]string{{"a.json"}, {"a.json"}}}
	nowhere := filepath.Join(t.TempDir(), "no", "ledger")
	for code, events := range map[ErrorCode]iter.Seq2[JobEvent, error]{
		InvalidArgument: client.ImportMany(background, twice, ImportManyOptions{}, WaitOptions{}),
		LedgerUnusable: client.ImportMany(background, Import{CollectionName: "docs", Files: twice.Files[:1]},
			ImportManyOptions{Ledger: nowhere}, WaitOptions{}),
	} {
		if told, err := all(events); told != nil || !errors.Is(err, code) {
			t.Errorf("%+v %v", told, err)
		}
	}
	once := client.ImportMany(background, Import{CollectionName: "docs", Files: twice.Files[:1]}, ImportManyOptions{}, WaitOptions{})
	for event, err := range once {
		if err != nil || event.Kind != EventCreated {
			t.Errorf("%+v %v", event, err)
		}
		break
	}
	if told, err := all(once); told != nil || !errors.Is(err, InvalidArgument) || !strings.Contains(err.Error(), "begun by an earlier loop") {
		t.Errorf("%+v %v", told, err)
	}
	options := ImportManyOptions{FilesPerJob: -1}
	if _, err := all(client.ImportMany(background, twice, options, WaitOptions{})); err == nil || !strings.Contains(err.Error(), "FilesPerJob is -1") {
		t.Errorf("%v", err)
	}
}
