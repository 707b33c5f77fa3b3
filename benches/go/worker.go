// Calls of Go packages, for the benchmarks: see benches/src/workers. `worker CLIENT URL DETAILS AT_ONCE` makes so many calls in
// each of AT_ONCE goroutines as a line of its input says, and answers with what they cost.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// cost is what a batch took, in microseconds a call; Wall is that of the batch, so its inverse is the throughput.
type cost struct {
	CPU  float64 `json:"cpu"`
	Wall float64 `json:"wall"`
	P50  float64 `json:"p50"`
}

func main() {
	if err := work(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func work(arguments []string) error {
	if len(arguments) < 4 {
		return errors.New("usage: worker CLIENT URL DETAILS AT_ONCE")
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
	fmt.Println("ready")
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
