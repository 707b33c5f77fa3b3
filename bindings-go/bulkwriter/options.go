package bulkwriter

import (
	"encoding/json"
	"time"
)

// BulkImportOption is what to import, as in Milvus's package.
type BulkImportOption struct {
	URL            string            `json:"-"`
	CollectionName string            `json:"collectionName"`
	Files          [][]string        `json:"files,omitempty"`
	PartitionName  string            `json:"partitionName,omitempty"`
	APIKey         string            `json:"-"`
	ObjectURL      string            `json:"objectUrl,omitempty"`
	ClusterID      string            `json:"clusterId,omitempty"`
	AccessKey      string            `json:"accessKey,omitempty"`
	SecretKey      string            `json:"secretKey,omitempty"`
	Options        map[string]string `json:"options,omitempty"`

	requestTimeout *time.Duration
}

// NewBulkImportOption is an import into Milvus.
func NewBulkImportOption(uri string, collectionName string, files [][]string) *BulkImportOption {
	return &BulkImportOption{URL: uri, CollectionName: collectionName, Files: files}
}

// NewCloudBulkImportOption is an import into Zilliz Cloud.
func NewCloudBulkImportOption(uri string, collectionName string, apiKey string, objectURL string, clusterID string,
	accessKey string, secretKey string) *BulkImportOption {
	return &BulkImportOption{URL: uri, CollectionName: collectionName, APIKey: apiKey, ObjectURL: objectURL,
		ClusterID: clusterID, AccessKey: accessKey, SecretKey: secretKey}
}

// GetRequest is the option as JSON, for what looks at it in Milvus's package.
func (opt *BulkImportOption) GetRequest() ([]byte, error) { return json.Marshal(opt) }

// WithPartition sets the partition.
func (opt *BulkImportOption) WithPartition(partitionName string) *BulkImportOption {
	opt.PartitionName = partitionName
	return opt
}

// WithAPIKey sets the API key, or user:password.
func (opt *BulkImportOption) WithAPIKey(key string) *BulkImportOption {
	opt.APIKey = key
	return opt
}

// WithRequestTimeout sets for how many whole seconds the server may work on the request, see [RequestTimeout]. Milvus's
// package has no such option.
func (opt *BulkImportOption) WithRequestTimeout(limit time.Duration) *BulkImportOption {
	opt.requestTimeout = &limit
	return opt
}

// WithOption sets an option of the server.
func (opt *BulkImportOption) WithOption(key, value string) *BulkImportOption {
	if opt.Options == nil {
		opt.Options = make(map[string]string)
	}
	opt.Options[key] = value
	return opt
}

// ListImportJobsOption is which jobs to list, as in Milvus's package.
type ListImportJobsOption struct {
	URL            string `json:"-"`
	CollectionName string `json:"collectionName"`
	ClusterID      string `json:"clusterId,omitempty"`
	APIKey         string `json:"-"`
	PageSize       int    `json:"pageSize,omitempty"`
	CurrentPage    int    `json:"currentPage,omitempty"`

	requestTimeout *time.Duration
}

// NewListImportJobsOption is the first ten jobs of a collection; Milvus sends all of them.
func NewListImportJobsOption(uri string, collectionName string) *ListImportJobsOption {
	return &ListImportJobsOption{URL: uri, CollectionName: collectionName, CurrentPage: 1, PageSize: 10}
}

// GetRequest is the option as JSON, for what looks at it in Milvus's package.
func (opt *ListImportJobsOption) GetRequest() ([]byte, error) { return json.Marshal(opt) }

// WithAPIKey sets the API key, or user:password.
func (opt *ListImportJobsOption) WithAPIKey(key string) *ListImportJobsOption {
	opt.APIKey = key
	return opt
}

// WithRequestTimeout sets for how many whole seconds the server may work on the request, see [RequestTimeout]. Milvus's
// package has no such option.
func (opt *ListImportJobsOption) WithRequestTimeout(limit time.Duration) *ListImportJobsOption {
	opt.requestTimeout = &limit
	return opt
}

// WithPageSize sets how many jobs a page holds.
func (opt *ListImportJobsOption) WithPageSize(pageSize int) *ListImportJobsOption {
	opt.PageSize = pageSize
	return opt
}

// WithCurrentPage sets the page, from 1.
func (opt *ListImportJobsOption) WithCurrentPage(currentPage int) *ListImportJobsOption {
	opt.CurrentPage = currentPage
	return opt
}

// GetImportProgressOption is which job is meant, as in Milvus's package.
type GetImportProgressOption struct {
	URL       string `json:"-"`
	JobID     string `json:"jobId"`
	ClusterID string `json:"clusterId"`
	APIKey    string `json:"-"`

	requestTimeout *time.Duration
}

// NewGetImportProgressOption is a job of Milvus.
func NewGetImportProgressOption(uri string, jobID string) *GetImportProgressOption {
	return &GetImportProgressOption{URL: uri, JobID: jobID}
}

// NewCloudGetImportProgressOption is a job of Zilliz Cloud.
func NewCloudGetImportProgressOption(uri string, jobID string, apiKey string, clusterID string) *GetImportProgressOption {
	return &GetImportProgressOption{URL: uri, JobID: jobID, APIKey: apiKey, ClusterID: clusterID}
}

// GetRequest is the option as JSON, for what looks at it in Milvus's package.
func (opt *GetImportProgressOption) GetRequest() ([]byte, error) { return json.Marshal(opt) }

// WithAPIKey sets the API key, or user:password.
func (opt *GetImportProgressOption) WithAPIKey(key string) *GetImportProgressOption {
	opt.APIKey = key
	return opt
}

// WithRequestTimeout sets for how many whole seconds the server may work on the request, see [RequestTimeout]. Milvus's
// package has no such option.
func (opt *GetImportProgressOption) WithRequestTimeout(limit time.Duration) *GetImportProgressOption {
	opt.requestTimeout = &limit
	return opt
}

// forCall are the options of one call of a client.
func forCall(requestTimeout *time.Duration) []CallOption {
	if requestTimeout == nil {
		return nil
	}
	return []CallOption{RequestTimeout(*requestTimeout)}
}
