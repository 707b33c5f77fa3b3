package bulkwriter

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestMain keeps what the environment says about servers and proxies out of the tests.
func TestMain(m *testing.M) {
	for _, name := range []string{"MILVUS_URI", "MILVUS_TOKEN", "MILVUS_DB", "ZILLIZ_CLUSTER_ID", "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"} {
		_ = os.Unsetenv(name)
	}
	os.Exit(m.Run())
}

// program is one of those that test.sh builds.
func program(t *testing.T, name string) string {
	t.Helper()
	directory := os.Getenv("MILVUS_IMPORT_PROGRAMS")
	if directory == "" {
		t.Fatal("MILVUS_IMPORT_PROGRAMS is not set: run bindings-go/test.sh")
	}
	return filepath.Join(directory, name)
}

// start runs a server until the end of the test, and returns what it says first and what it listens to.
func start(t *testing.T, command *exec.Cmd) (*bufio.Reader, io.Writer, string) {
	t.Helper()
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = input.Close()
		if filepath.Base(command.Path) == "milvus-import" {
			_ = command.Process.Signal(os.Interrupt)
		}
		_ = command.Wait()
	})
	lines := bufio.NewReader(output)
	first, err := lines.ReadString('\n')
	if err != nil {
		t.Fatalf("%s says nothing: %v", command.Path, err)
	}
	return lines, input, strings.TrimSpace(first)
}

// emulator plays a server at a hundred times its speed.
func emulator(t *testing.T, server string) string {
	t.Helper()
	_, _, uri := start(t, exec.Command(program(t, "milvus-import"), "emulator", "--port", "0", "--server", server, "--speed", "100"))
	return uri
}

// control makes a call of the emulator's control API.
func control(t *testing.T, uri, route, body string) string {
	t.Helper()
	answer, err := http.Post(uri+"/_emulator/"+route, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= 300 {
		t.Fatalf("%s: %s %v", route, answer.Status, err)
	}
	return string(text)
}
