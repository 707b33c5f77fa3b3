package bulkwriter

import "fmt"

// ResponseBase is how Milvus's package tells the outcome. Here every failure is an error, and Status is 0.
type ResponseBase struct {
	Status  int    `json:"status"`
	Message string `json:"message"`
}

// CheckStatus is nil for every response of this package.
func (b ResponseBase) CheckStatus() error {
	if b.Status != 0 {
		return fmt.Errorf("bulk import return error, status: %d, message: %s", b.Status, b.Message)
	}
	return nil
}

// BulkImportResponse has the id of the job that was made.
type BulkImportResponse struct {
	ResponseBase
	Data struct {
		JobID string `json:"jobId"`
	} `json:"data"`
}

// ListImportJobsResponse has the jobs.
type ListImportJobsResponse struct {
	ResponseBase
	Data *ListImportJobData `json:"data"`
}

// ListImportJobData has the jobs.
type ListImportJobData struct {
	Records []*ImportJobRecord `json:"records"`
}

// ImportJobRecord is one job of a list.
type ImportJobRecord struct {
	JobID          string `json:"jobId"`
	CollectionName string `json:"collectionName"`
	State          string `json:"state"`
	Progress       int64  `json:"progress"`
	Reason         string `json:"reason"`
}

// GetImportProgressResponse has how far a job is.
type GetImportProgressResponse struct {
	ResponseBase
	Data *ImportProgressData `json:"data"`
}

// ImportProgressData is how far a job is. Zero values stand for what the server did not say: [Client.GetImportProgress]
// tells them apart.
type ImportProgressData struct {
	CollectionName string                  `json:"collectionName"`
	JobID          string                  `json:"jobId"`
	CompleteTime   string                  `json:"completeTime"`
	State          string                  `json:"state"`
	Progress       int64                   `json:"progress"`
	ImportedRows   int64                   `json:"importedRows"`
	TotalRows      int64                   `json:"totalRows"`
	Reason         string                  `json:"reason"`
	FileSize       int64                   `json:"fileSize"`
	Details        []*ImportProgressDetail `json:"details"`
}

// ImportProgressDetail is how far one file is.
type ImportProgressDetail struct {
	FileName     string `json:"fileName"`
	FileSize     int64  `json:"fileSize"`
	Progress     int64  `json:"progress"`
	CompleteTime string `json:"completeTime"`
	State        string `json:"state"`
	ImportedRows int64  `json:"importedRows"`
	TotalRows    int64  `json:"totalRows"`
}

func value[T any](pointer *T) T {
	if pointer == nil {
		var zero T
		return zero
	}
	return *pointer
}

// progressData has no place for DetailsError, so that is an error of the call here.
func progressData(p *Progress) (*ImportProgressData, error) {
	if p.DetailsError != nil {
		return nil, p.DetailsError
	}
	data := &ImportProgressData{
		CollectionName: value(p.CollectionName), JobID: p.JobID, CompleteTime: value(p.CompleteTime), State: string(p.State),
		Progress: p.Progress, ImportedRows: value(p.ImportedRows), TotalRows: value(p.TotalRows),
		Reason: value(p.Reason), FileSize: value(p.FileSize), Details: make([]*ImportProgressDetail, 0, len(p.Details)),
	}
	files := make([]ImportProgressDetail, len(p.Details))
	for i := range p.Details {
		f := &p.Details[i]
		files[i] = ImportProgressDetail{
			FileName: value(f.FileName), FileSize: value(f.FileSize), Progress: f.Progress,
			CompleteTime: value(f.CompleteTime), State: string(f.State), ImportedRows: value(f.ImportedRows),
			TotalRows: value(f.TotalRows),
		}
		data.Details = append(data.Details, &files[i])
	}
	return data, nil
}
