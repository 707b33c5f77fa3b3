package bulkwriter

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"os/exec"
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
