// The demo's import from Go. Arguments: a file that the server reads, and the rows that are in it.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/milvus-import/milvus-import/bindings-go/bulkwriter"
)

func main() {
	ctx, file := context.Background(), os.Args[1]
	client, err := bulkwriter.NewClient(bulkwriter.ClientOptions{}) // the server is in MILVUS_URI
	if err != nil {
		log.Fatal(err)
	}
	job, err := client.BulkImport(ctx, bulkwriter.Import{CollectionName: "books", Files: [][]string{{file}}})
	if err != nil {
		log.Fatal(err)
	}
	done, err := client.Wait(ctx, job.JobID, bulkwriter.WaitOptions{}, func(progress *bulkwriter.Progress) {
		fmt.Printf("%3d %% %s\n", progress.Progress, progress.Phase)
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s, %d rows from Go\n", done.State, *done.ImportedRows)
	if fmt.Sprint(*done.ImportedRows) != os.Args[2] {
		os.Exit(1)
	}
}
