package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// cost is what a batch took, in microseconds a call; Wall is that of the batch, so its inverse is the throughput.
type cost struct{ CPU, Wall, P50 float64 }

// batchSeconds is long enough for a clock of CPU time, and short enough to have every client within seconds of the others.
const batchSeconds = 0.3

// worker is a client in a process of its own, so that its CPU time is the client's and nobody else's.
type worker struct {
	client  string
	process *exec.Cmd
	input   io.WriteCloser
	output  *bufio.Reader
}

func startWorker(core int, client string, server *server, s scenario) (*worker, error) {
	process := exec.Command("/proc/self/exe", "worker", client, server.url(s.details, s.secure), strconv.Itoa(s.details), strconv.Itoa(s.atOnce))
	process.Env = environment(server)
	process.Stderr = os.Stderr
	input, err := process.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := startOn(core, process); err != nil {
		return nil, err
	}
	return &worker{client, process, input, bufio.NewReader(output)}, nil
}

func (w *worker) stop() {
	_ = w.input.Close()
	_ = w.process.Wait()
}

// batch makes so many calls in each goroutine.
func (w *worker) batch(calls int) (cost, error) {
	var took cost
	if _, err := fmt.Fprintln(w.input, calls); err != nil {
		return took, fmt.Errorf("%s: %w", w.client, err)
	}
	line, err := w.output.ReadBytes('\n')
	if err != nil {
		return took, fmt.Errorf("%s ended: %w", w.client, err)
	}
	return took, json.Unmarshal(line, &took)
}

// callsOfABatch is how many calls in each goroutine take batchSeconds.
func (w *worker) callsOfABatch(atOnce int) (int, error) {
	for calls := 1; ; calls *= 4 {
		took, err := w.batch(calls)
		if err != nil {
			return 0, err
		}
		if seconds := took.Wall * 1e-6 * float64(calls*atOnce); seconds > batchSeconds/4 {
			return max(1, int(float64(calls)*batchSeconds/seconds)), nil
		}
	}
}

// work is a worker's whole life: reads a number of calls a line, makes them, and answers with what they cost.
func work(arguments []string) error {
	if len(arguments) != 4 {
		return errors.New("usage: worker CLIENT URL DETAILS GOROUTINES")
	}
	details, err := strconv.Atoi(arguments[2])
	if err != nil {
		return err
	}
	atOnce, err := strconv.Atoi(arguments[3])
	if err != nil {
		return err
	}
	// What a program passes that wants to be stopped.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	call, err := newClient(arguments[0], arguments[1])
	if err != nil {
		return err
	}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		calls, err := strconv.Atoi(lines.Text())
		if err != nil {
			return err
		}
		took, err := measure(ctx, call, calls, atOnce, details)
		if err != nil {
			return err
		}
		if err := json.NewEncoder(os.Stdout).Encode(took); err != nil {
			return err
		}
	}
	return nil
}

func measure(ctx context.Context, call func(context.Context) (summary, error), calls, atOnce, details int) (cost, error) {
	want := summary{jobID, "Importing", 55, details}
	times := make([]time.Duration, calls*atOnce)
	failures := make([]error, atOnce)
	repeat := func(number int) {
		for i := range calls {
			start := time.Now()
			got, err := call(ctx)
			times[number*calls+i] = time.Since(start)
			// A fast wrong answer is no result.
			if err == nil && got != want {
				err = fmt.Errorf("%v instead of %v", got, want)
			}
			if err != nil {
				failures[number] = err
				return
			}
		}
	}
	cpu, wall := cpuTime(), time.Now()
	if atOnce == 1 {
		repeat(0)
	} else {
		var group sync.WaitGroup
		for number := range atOnce {
			group.Add(1)
			go func() {
				defer group.Done()
				repeat(number)
			}()
		}
		group.Wait()
	}
	took := cost{CPU: micros(cpuTime()-cpu) / float64(len(times)), Wall: micros(time.Since(wall)) / float64(len(times))}
	slices.Sort(times)
	took.P50 = micros(times[len(times)/2])
	return took, errors.Join(failures...)
}

// cpuTime is that of all threads of this process, user and kernel.
func cpuTime() time.Duration {
	var used syscall.Rusage
	// It has no other way to fail than a bad argument.
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func micros(d time.Duration) float64 { return float64(d) / 1e3 }
