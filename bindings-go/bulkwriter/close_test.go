package bulkwriter

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/milvus-import/milvus-import/bindings-go/internal/live"
)

// hanging is a server that answers nothing, and tells of each request that it has read.
func hanging(t *testing.T) (string, <-chan struct{}) {
	t.Helper()
	asked, end := make(chan struct{}, 64), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		asked <- struct{}{}
		select {
		case <-r.Context().Done():
		case <-end:
		}
	}))
	t.Cleanup(func() { close(end); server.Close() })
	return server.URL, asked
}

// A client is closed as Go closes all else.
var _ io.Closer = (*Client)(nil)

func newClient(t *testing.T, uri string) *Client {
	t.Helper()
	client, err := NewClient(ClientOptions{URI: uri})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// everyCall makes each call of a client, and returns its errors by name.
func everyCall(ctx context.Context, c *Client, options ...CallOption) map[string]error {
	failures := make(map[string]error)
	_, failures["GetImportProgress"] = c.GetImportProgress(ctx, "7", options...)
	_, failures["ListImportJobs"] = c.ListImportJobs(ctx, ListOptions{}, options...)
	_, failures["BulkImport"] = c.BulkImport(ctx, Import{CollectionName: "c", Files: [][]string{{"a"}}}, options...)
	failures["CommitImport"], failures["AbortImport"] = c.CommitImport(ctx, "7", options...), c.AbortImport(ctx, "7", options...)
	_, failures["DescribeJob"] = c.DescribeJob(ctx, "7", options...)
	_, failures["Wait"] = c.Wait(ctx, "7", WaitOptions{}, nil, options...)
	_, failures["Wait that tells"] = c.Wait(ctx, "7", WaitOptions{}, func(*Progress) {}, options...)
	for _, err := range c.ImportJobPages(ctx, ListOptions{}, options...) {
		failures["ImportJobPages"] = errors.Join(failures["ImportJobPages"], err)
	}
	for _, err := range c.Watch(ctx, "7", WaitOptions{}, options...) {
		failures["Watch"] = errors.Join(failures["Watch"], err)
	}
	_, failures["WatchMany"] = all(c.WatchMany(ctx, []string{"7"}, WaitOptions{}, options...))
	_, failures["WatchCollection"] = all(c.WatchCollection(ctx, "c", WaitOptions{}, options...))
	_, failures["ImportMany"] = all(c.ImportMany(ctx, Import{CollectionName: "c", Files: [][]string{{"a"}}}, ImportManyOptions{}, WaitOptions{}, options...))
	return failures
}

func TestAContextThatHasEndedStartsNothing(t *testing.T) {
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests.Add(1) }))
	defer server.Close()
	client := newClient(t, server.URL)
	cause := errors.New("the user went home")
	cancelled, cancel := context.WithCancelCause(context.Background())
	cancel(cause)
	late, end := context.WithDeadlineCause(context.Background(), time.Now().Add(-time.Hour), cause)
	defer end()
	for want, ctx := range map[error]context.Context{context.Canceled: cancelled, context.DeadlineExceeded: late} {
		for name, err := range everyCall(ctx, client) {
			var e *Error
			if !errors.Is(err, want) || !errors.Is(err, cause) || !errors.As(err, &e) || e.Code != Cancelled ||
				err.Error() != "Cancelled: nothing was sent: "+want.Error()+": "+cause.Error() {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if n := requests.Load(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestTheErrorOfACallThatItsContextEndsIsTheContextsAndItsCause(t *testing.T) {
	uri, asked := hanging(t)
	client := newClient(t, uri)
	cause := errors.New("the user went home")
	ctx, cancel := context.WithCancelCause(context.Background())
	go func() { <-asked; cancel(cause) }()
	if _, err := client.GetImportProgress(ctx, "7"); !errors.Is(err, context.Canceled) || !errors.Is(err, cause) {
		t.Errorf("%v", err)
	}
	ctx, cancelPlain := context.WithCancel(context.Background())
	go func() { <-asked; cancelPlain() }()
	if _, err := client.Wait(ctx, "7", WaitOptions{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// ending is a context whose deadline passes when it is told to.
type ending struct {
	context.Context
	done chan struct{}
}

func (e ending) Done() <-chan struct{} { return e.done }

func (e ending) Err() error {
	select {
	case <-e.done:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

func TestADeadlineSaysWhereTheJobStood(t *testing.T) {
	for standing, answers := range map[string]int64{"it stood at 50 %, Importing (loading)": 1, "the server gave no good answer": 0} {
		for name, wait := range map[string]func(context.Context, *Client) error{
			"Wait": func(ctx context.Context, c *Client) error {
				_, err := c.Wait(ctx, "7", WaitOptions{}, nil)
				return err
			},
			"Wait that tells": func(ctx context.Context, c *Client) error {
				_, err := c.Wait(ctx, "7", WaitOptions{}, func(*Progress) {})
				return err
			},
			"Watch": func(ctx context.Context, c *Client) (last error) {
				for _, last = range c.Watch(ctx, "7", WaitOptions{}) {
				}
				return last
			},
			"the function Wait": func(ctx context.Context, c *Client) error {
				_, err := Wait(ctx, NewGetImportProgressOption(c.URI(), "7"))
				return err
			},
		} {
			deadline := ending{background, make(chan struct{})}
			var asked atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				if asked.Add(1) <= answers {
					_, _ = io.WriteString(w, progress("Importing", 50))
					return
				}
				// What was answered before has arrived.
				close(deadline.done)
				<-r.Context().Done()
			}))
			err := wait(deadline, newClient(t, server.URL))
			server.Close()
			text := "Cancelled: the wait for job 7 was cancelled: " + standing + " (get_import_progress, " + server.URL + "): context deadline exceeded"
			var e *Error
			if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &e) || err.Error() != text ||
				!strings.HasSuffix(e.Message, standing+": context deadline exceeded") || (e.Progress != nil) != (answers > 0) {
				t.Errorf("%s: %v\ninstead of %s", name, err, text)
			}
		}
	}
}

func TestANilContextIsRefused(t *testing.T) {
	uri := answering(t, progress("Completed", 100))
	failures := everyCall(nil, newClient(t, uri))
	option, list := NewGetImportProgressOption(uri, "7"), NewListImportJobsOption(uri, "c")
	_, failures["the function GetImportProgress"] = GetImportProgress(nil, option)
	_, failures["the function ListImportJobs"] = ListImportJobs(nil, list)
	_, failures["the function Wait"] = Wait(nil, option)
	for name, err := range failures {
		var e *Error
		if !errors.As(err, &e) || e.Code != InvalidArgument || !strings.HasPrefix(e.Message, "the context is nil") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCloseEndsTheCallsUnderWayAndLaterOnes(t *testing.T) {
	uri, asked := hanging(t)
	before := live.Clients.Load()
	client := newClient(t, uri)
	const calls = 8
	failures := make(chan error, calls)
	for i := range calls {
		go func() {
			var err error
			if i%2 == 0 {
				_, err = client.GetImportProgress(context.Background(), "7")
			} else {
				_, err = client.Wait(context.Background(), "7", WaitOptions{}, func(*Progress) {})
			}
			failures <- err
		}()
	}
	for range calls {
		<-asked
	}
	var group sync.WaitGroup
	for range 3 {
		group.Add(1)
		go func() {
			defer group.Done()
			if err := client.Close(); err != nil {
				t.Error(err)
			}
		}()
	}
	group.Wait()
	if now := live.Clients.Load(); now != before {
		t.Errorf("%d native clients instead of %d", now, before)
	}
	var e *Error
	for range calls {
		if err := <-failures; !errors.Is(err, ErrClosed) || errors.Is(err, context.Canceled) || !errors.As(err, &e) || e.Code != Cancelled {
			t.Errorf("%v", err)
		}
	}
	for name, err := range everyCall(context.Background(), client) {
		if !errors.Is(err, ErrClosed) || !errors.As(err, &e) || e.Code != InvalidArgument {
			t.Errorf("%s: %v", name, err)
		}
	}
	if client.URI() != "" || client.API() != "" || client.Close() != nil {
		t.Error("a closed client speaks")
	}
}

// Nothing of the native library is entered by the goroutine that is told of a change, so it may close the client.
func TestCloseFromWithinAWait(t *testing.T) {
	uri := answering(t, progress("Pending", 0))
	client := newClient(t, uri)
	if _, err := client.Wait(context.Background(), "7", WaitOptions{}, func(*Progress) { _ = client.Close() }); !errors.Is(err, ErrClosed) {
		t.Errorf("%v", err)
	}
	client = newClient(t, uri)
	changes := 0
	for p, err := range client.Watch(context.Background(), "7", WaitOptions{}) {
		if changes++; changes == 1 && (err != nil || p.State != "Pending") || changes == 2 && !errors.Is(err, ErrClosed) {
			t.Errorf("%v %v", p, err)
		}
		_ = client.Close()
	}
	if changes != 2 {
		t.Errorf("%d changes", changes)
	}
}
