package bulkwriter_test

import (
	"context"
	"fmt"

	"github.com/milvus-import/milvus-import/bindings-go/bulkwriter"
)

func ExampleGetImportProgress() {
	ctx := context.Background()
	progress, err := bulkwriter.GetImportProgress(ctx, bulkwriter.NewGetImportProgressOption("http://localhost:19530", "448761313698322011"))
	fmt.Println(progress, err)
}
