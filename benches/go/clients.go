package main

import (
	"context"
	"fmt"

	upstream "github.com/milvus-io/milvus/client/v2/bulkwriter"

	"github.com/milvus-import/milvus-import/bindings-go/bulkwriter"
)

// As the server answers: see benches/src/answer.rs.
const (
	jobID = "448761313698322011"
	token = "root:Milvus"
)

// summary is what a call understood: a few members, and how many files.
type summary struct {
	jobID, state    string
	progress, files int
}

// newClient is a call as each package's documentation says to make it.
func newClient(name, url string) (func(context.Context) (summary, error), error) {
	switch name {
	case "upstream":
		option := upstream.NewGetImportProgressOption(url, jobID).WithAPIKey(token)
		return func(ctx context.Context) (summary, error) {
			answer, err := upstream.GetImportProgress(ctx, option)
			if err != nil {
				return summary{}, err
			}
			return summary{answer.Data.JobID, answer.Data.State, int(answer.Data.Progress), len(answer.Data.Details)}, nil
		}, nil
	case "drop_in":
		option := bulkwriter.NewGetImportProgressOption(url, jobID).WithAPIKey(token)
		return func(ctx context.Context) (summary, error) {
			answer, err := bulkwriter.GetImportProgress(ctx, option)
			if err != nil {
				return summary{}, err
			}
			return summary{answer.Data.JobID, answer.Data.State, int(answer.Data.Progress), len(answer.Data.Details)}, nil
		}, nil
	case "client":
		client, err := bulkwriter.NewClient(bulkwriter.ClientOptions{URI: url, Token: token})
		if err != nil {
			return nil, err
		}
		return func(ctx context.Context) (summary, error) {
			progress, err := client.GetImportProgress(ctx, jobID)
			if err != nil {
				return summary{}, err
			}
			return summary{progress.JobID, string(progress.State), int(progress.Progress), len(progress.Details)}, progress.DetailsError
		}, nil
	}
	return nil, fmt.Errorf("no client is called %q", name)
}
