package bulkwriter

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// blocks are the README's examples in a language.
func blocks(t *testing.T, readme, language string) []string {
	t.Helper()
	var found []string
	for _, block := range strings.Split(code(t, readme), "```"+language+"\n")[1:] {
		found = append(found, strings.Split(block, "```")[0])
	}
	if len(found) == 0 {
		t.Fatalf("%s has no example in %s", readme, language)
	}
	return found
}

// TestReadme does what README.md says: with its go.mod beside a checkout, each of its programs is vetted and built to know where the
// library is, and then runs with nothing in the environment that says so.
func TestReadme(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	uri, directory := emulator(t, "milvus-2.6"), t.TempDir()
	if err := os.Symlink(root, filepath.Join(directory, "milvus-import")); err != nil {
		t.Fatal(err)
	}
	build := strings.TrimPrefix(blocks(t, "../README.md", "console")[0], "$ ")
	environment := append(os.Environ(), "GOWORK=off", "GOPROXY=off")
	run := func(environment []string, name string, arguments ...string) string {
		command := exec.Command(name, arguments...)
		command.Dir, command.Env = filepath.Join(directory, "program"), environment
		output, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", name, arguments, err, output)
		}
		return string(output)
	}
	for _, program := range blocks(t, "../README.md", "go") {
		here := strings.NewReplacer("http://localhost:19530", uri, "448761313698322011", addJob(t, uri, "{}"),
			"448761313698322012", addJob(t, uri, "{}")).Replace(program)
		write(t, filepath.Join(directory, "program", "go.mod"), blocks(t, "../README.md", "go.mod")[0])
		write(t, filepath.Join(directory, "program", "main.go"), here)
		run(environment, "go", "vet", ".")
		run(environment, "sh", "-c", build)
		output := run(append(environment, "LD_LIBRARY_PATH="), "./program")
		if !strings.HasSuffix(output, "Completed\n") {
			t.Errorf("%s\n%s", program, output)
		}
	}
}

// What stands in the README of the whole is an example of this package's documentation.
func TestReadmeOfTheWhole(t *testing.T) {
	compiled := strings.ReplaceAll(code(t, "example_test.go"), "\n\t", "\n")
	for _, block := range blocks(t, "../../README.md", "go") {
		if !strings.Contains(compiled, block) {
			t.Errorf("this is not compiled:\n%s", block)
		}
	}
}
