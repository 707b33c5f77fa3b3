package bulkwriter

import (
	"archive/zip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestGoGet: a program in a module of its own gets this one by its path, from a proxy that is a directory, and is built.
func TestGoGet(t *testing.T) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	module := strings.TrimPrefix(strings.SplitN(code(t, "../go.mod"), "\n", 2)[0], "module ")
	// A module below the root of its repository is found only where its path ends as its directory does.
	if filepath.Base(module) != filepath.Base(root) {
		t.Errorf("%s is in %s", module, root)
	}
	const version = "v0.1.0"
	proxy := t.TempDir()
	versions := filepath.Join(proxy, filepath.FromSlash(module), "@v")
	write(t, filepath.Join(versions, "list"), version+"\n")
	write(t, filepath.Join(versions, version+".info"), `{"Version":"`+version+`"}`)
	write(t, filepath.Join(versions, version+".mod"), code(t, "../go.mod"))
	pack(t, filepath.Join(versions, version+".zip"), root, module+"@"+version)

	program := t.TempDir()
	write(t, filepath.Join(program, "main.go"), "package main\n\nimport \""+module+"/bulkwriter\"\n\nfunc main() { println(bulkwriter.JobNotFound.String()) }\n")
	// What a download leaves is read-only unless it is told otherwise, and could not be removed.
	environment := append(os.Environ(), "GOPROXY=file://"+filepath.ToSlash(proxy), "GONOSUMDB=*", "GOFLAGS=-modcacherw",
		"GOMODCACHE="+t.TempDir(), "GOWORK=off")
	for _, arguments := range [][]string{{"mod", "init", "example.com/program"}, {"get", module + "/bulkwriter@" + version}, {"run", "."}} {
		command := exec.Command("go", arguments...)
		command.Dir, command.Env = program, environment
		output, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(arguments, " "), err, output)
		}
		if arguments[0] == "run" && string(output) != "JobNotFound\n" {
			t.Errorf("%s", output)
		}
	}
}

// Without cgo, which is off where a program is built for another platform, the compiler says what is missing.
func TestWithoutCgoTheCompilerSaysSo(t *testing.T) {
	command := exec.Command("go", "build", ".")
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	output, err := command.CombinedOutput()
	if err == nil || strings.Count(string(output), "undefined") != 1 || !strings.Contains(string(output), "needs_cgo__set_CGO_ENABLED_1") {
		t.Errorf("%v\n%s", err, output)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// pack writes the module as a proxy serves it.
func pack(t *testing.T, name, root, prefix string) {
	t.Helper()
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	archive := zip.NewWriter(file)
	sources := []string{filepath.Join(root, "go.mod")}
	for _, of := range []string{"*.go", "internal/live/*.go", "bulkwriter/*.go"} {
		found, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(of)))
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, found...)
	}
	for _, source := range sources {
		relative, err := filepath.Rel(root, source)
		if err != nil {
			t.Fatal(err)
		}
		entry, err := archive.Create(prefix + "/" + filepath.ToSlash(relative))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write([]byte(code(t, source))); err != nil {
			t.Fatal(err)
		}
	}
	for _, closer := range []interface{ Close() error }{archive, file} {
		if err := closer.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func code(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
