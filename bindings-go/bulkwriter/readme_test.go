package bulkwriter_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"testing"

	"github.com/milvus-import/milvus-import/bindings-go/bulkwriter"
)

// The examples of README.md here and at the root, which TestReadme compares them with; they are compiled, and not run.
func Example() {
	ctx, jobID := context.Background(), "448761313698322011"

	option := bulkwriter.NewGetImportProgressOption("http://localhost:19530", jobID).WithAPIKey("root:Milvus")
	data, err := bulkwriter.Wait(ctx, option)
	var failure *bulkwriter.Error
	if errors.As(err, &failure) && failure.Code == bulkwriter.ImportFailed {
		log.Fatalf("the import failed: %s", failure.Message)
	} else if err != nil {
		log.Fatal(err)
	}
	fmt.Println(data.ImportedRows)

	for progress, err := range bulkwriter.Watch(ctx, option) {
		fmt.Println(progress, err)
	}
}

func ExampleGetImportProgress() {
	ctx := context.Background()
	progress, err := bulkwriter.GetImportProgress(ctx, bulkwriter.NewGetImportProgressOption("http://localhost:19530", "448761313698322011"))
	fmt.Println(progress, err)
}

func TestReadme(t *testing.T) {
	source, err := os.ReadFile("readme_test.go")
	if err != nil {
		t.Fatal(err)
	}
	compiled := strings.ReplaceAll(string(source), "\n\t", "\n")
	for _, name := range []string{"../README.md", "../../README.md"} {
		readme, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		blocks := strings.Split(string(readme), "```go\n")[1:]
		if len(blocks) == 0 {
			t.Errorf("%s has no example", name)
		}
		for _, block := range blocks {
			for _, part := range strings.Split(strings.Split(block, "```")[0], "\n\n") {
				if !strings.Contains(compiled, strings.TrimPrefix(part, "import ")) {
					t.Errorf("%s: this is not compiled:\n%s", name, part)
				}
			}
		}
	}
}
