package bulkwriter

import (
	"context"
	"iter"
)

var errNoOption = &Error{Code: InvalidArgument, Message: "the option is nil"}

func (opt *GetImportProgressOption) client() (*Client, error) {
	if opt == nil {
		return nil, errNoOption
	}
	return sharedClient(opt.URL, opt.APIKey, opt.ClusterID)
}

// GetImportProgress asks how far a job is. A Failed job is a good answer: look at its State.
func GetImportProgress(ctx context.Context, option *GetImportProgressOption) (*GetImportProgressResponse, error) {
	client, err := option.client()
	if err != nil {
		return nil, err
	}
	progress, err := client.GetImportProgress(ctx, option.JobID, forCall(option.requestTimeout)...)
	if err != nil {
		return nil, err
	}
	return progressResponse(progress)
}

func progressResponse(progress *Progress) (*GetImportProgressResponse, error) {
	data, err := progressData(progress)
	if err != nil {
		return nil, err
	}
	return &GetImportProgressResponse{Data: data}, nil
}

// ListImportJobs lists jobs: one page on Zilliz Cloud, all of them on Milvus.
func ListImportJobs(ctx context.Context, option *ListImportJobsOption) (*ListImportJobsResponse, error) {
	if option == nil {
		return nil, errNoOption
	}
	client, err := sharedClient(option.URL, option.APIKey, option.ClusterID)
	if err != nil {
		return nil, err
	}
	which := ListOptions{CollectionName: option.CollectionName, PageSize: option.PageSize, CurrentPage: option.CurrentPage}
	list, err := client.ListImportJobs(ctx, which, forCall(option.requestTimeout)...)
	if err != nil {
		return nil, err
	}
	records := make([]*ImportJobRecord, 0, len(list.Jobs))
	for _, job := range list.Jobs {
		records = append(records, &ImportJobRecord{JobID: job.JobID, CollectionName: value(job.CollectionName),
			State: string(job.State), Progress: value(job.Progress), Reason: value(job.Reason)})
	}
	return &ListImportJobsResponse{Data: &ListImportJobData{Records: records}}, nil
}

// BulkImport creates an import job; see [Client.BulkImport] for when it may exist in spite of an error.
func BulkImport(ctx context.Context, option *BulkImportOption) (*BulkImportResponse, error) {
	if option == nil {
		return nil, errNoOption
	}
	client, err := sharedClient(option.URL, option.APIKey, option.ClusterID)
	if err != nil {
		return nil, err
	}
	job, err := client.BulkImport(ctx, Import{CollectionName: option.CollectionName, PartitionName: option.PartitionName,
		Files: option.Files, Options: option.Options, ObjectURL: option.ObjectURL, AccessKey: option.AccessKey,
		SecretKey: option.SecretKey}, forCall(option.requestTimeout)...)
	if err != nil {
		return nil, err
	}
	response := &BulkImportResponse{}
	response.Data.JobID = job.JobID
	return response, nil
}

// CommitImport makes the rows of an Uncommitted job visible (Milvus 3.0).
func CommitImport(ctx context.Context, option *GetImportProgressOption) error {
	client, err := option.client()
	if err != nil {
		return err
	}
	return client.CommitImport(ctx, option.JobID, forCall(option.requestTimeout)...)
}

// AbortImport throws the rows of an Uncommitted job away (Milvus 3.0).
func AbortImport(ctx context.Context, option *GetImportProgressOption) error {
	client, err := option.client()
	if err != nil {
		return err
	}
	return client.AbortImport(ctx, option.JobID, forCall(option.requestTimeout)...)
}

// DescribeJob asks Zilliz Cloud about a job of any kind.
func DescribeJob(ctx context.Context, option *GetImportProgressOption) (*GetImportProgressResponse, error) {
	client, err := option.client()
	if err != nil {
		return nil, err
	}
	progress, err := client.DescribeJob(ctx, option.JobID, forCall(option.requestTimeout)...)
	if err != nil {
		return nil, err
	}
	return progressResponse(progress)
}

// Wait follows a job to its end: [Client.Wait] with the defaults. An import that failed is an error, with Code ImportFailed.
func Wait(ctx context.Context, option *GetImportProgressOption) (*ImportProgressData, error) {
	client, err := option.client()
	if err != nil {
		return nil, err
	}
	progress, err := client.Wait(ctx, option.JobID, WaitOptions{}, nil, forCall(option.requestTimeout)...)
	if err != nil {
		return nil, err
	}
	return progressData(progress)
}

// Watch follows a job change by change: [Client.Watch] with the defaults.
func Watch(ctx context.Context, option *GetImportProgressOption) iter.Seq2[*ImportProgressData, error] {
	return func(yield func(*ImportProgressData, error) bool) {
		client, err := option.client()
		if err != nil {
			yield(nil, err)
			return
		}
		for progress, err := range client.Watch(ctx, option.JobID, WaitOptions{}, forCall(option.requestTimeout)...) {
			var data *ImportProgressData
			if err == nil {
				data, err = progressData(progress)
			}
			if !yield(data, err) {
				return
			}
		}
	}
}
