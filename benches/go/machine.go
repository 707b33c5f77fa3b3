package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"unsafe"
)

// affinity is the set of cores that a thread may use.
type affinity [16]uint64

func (a *affinity) call(trap uintptr) error {
	if _, _, code := syscall.RawSyscall(trap, 0, unsafe.Sizeof(*a), uintptr(unsafe.Pointer(a))); code != 0 {
		return code
	}
	return nil
}

// cores are one for the server and one for the clients: the first and the last that this process may use.
func cores() (first, last int, err error) {
	var allowed affinity
	if err := allowed.call(syscall.SYS_SCHED_GETAFFINITY); err != nil {
		return 0, 0, err
	}
	first = -1
	for core := range len(allowed) * 64 {
		if allowed[core/64]&(1<<(core%64)) != 0 {
			if last = core; first < 0 {
				first = core
			}
		}
	}
	return first, last, nil
}

// startOn starts a process on one core: it has to be there before Go's runtime counts its processors.
func startOn(core int, process *exec.Cmd) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before, only affinity
	if err := before.call(syscall.SYS_SCHED_GETAFFINITY); err != nil {
		return err
	}
	only[core/64] = 1 << (core % 64)
	if err := only.call(syscall.SYS_SCHED_SETAFFINITY); err != nil {
		return err
	}
	err := process.Start()
	if restored := before.call(syscall.SYS_SCHED_SETAFFINITY); err == nil {
		err = restored
	}
	return err
}

// server is that of the Rust benchmarks, running.
type server struct {
	process   *exec.Cmd
	input     io.Closer
	addresses map[string]string
	// certificate is the name of a file with the one (PEM) of its TLS addresses.
	certificate string
}

// startServer starts the program that run.sh names, which pins itself. It ends when its input is closed.
func startServer(core int) (*server, error) {
	process := exec.Command(os.Getenv("MILVUS_IMPORT_BENCHES"), "serve", strconv.Itoa(core))
	input, err := process.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, fmt.Errorf("the server does not start, use run.sh: %w", err)
	}
	s := &server{process: process, input: input, addresses: make(map[string]string)}
	lines := bufio.NewScanner(output)
	// As benches/src/server.rs tells them.
	for _, details := range []int{1, 100, 10_000} {
		for _, secure := range []bool{false, true} {
			lines.Scan()
			s.addresses[address(details, secure)] = lines.Text()
		}
	}
	file, err := os.CreateTemp("", "milvus-import-*.pem")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	s.certificate = file.Name()
	for lines.Scan() {
		if _, err := fmt.Fprintln(file, lines.Text()); err != nil {
			return nil, err
		}
		if strings.Contains(lines.Text(), "-----END") {
			break
		}
	}
	return s, lines.Err()
}

func (s *server) stop() {
	_ = s.input.Close()
	_ = s.process.Wait()
	_ = os.Remove(s.certificate)
}

func (s *server) url(details int, secure bool) string {
	scheme := "http"
	if secure {
		scheme = "https"
	}
	return scheme + "://" + s.addresses[address(details, secure)]
}

func address(details int, secure bool) string { return fmt.Sprint(details, secure) }

// environment is that of a worker: nothing that sends it elsewhere, and the server's certificate as the one to trust, as
// Milvus's package has no option for that.
func environment(s *server) []string {
	clean := []string{"SSL_CERT_FILE=" + s.certificate}
	for _, one := range os.Environ() {
		name := strings.ToLower(strings.SplitN(one, "=", 2)[0])
		if !strings.HasSuffix(name, "_proxy") && !strings.HasPrefix(name, "milvus_") && !strings.HasPrefix(name, "zilliz_") && !strings.HasPrefix(name, "ssl_cert") {
			clean = append(clean, one)
		}
	}
	return clean
}
