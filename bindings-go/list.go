package milvusimport

/*
#include <milvus_import.h>
*/
import "C"

import (
	"context"
	"iter"
	"math"
)

// ListOptions says which jobs to list.
type ListOptions struct {
	// CollectionName: only jobs of this collection (Milvus).
	CollectionName string
	// PageSize and CurrentPage (from 1) are for Zilliz Cloud, which pages.
	PageSize, CurrentPage int
}

func (options ListOptions) native(a *arena) C.mvi_list_import_jobs_options {
	o := C.mvi_list_import_jobs_options{struct_size: C.sizeof_mvi_list_import_jobs_options}
	o.collection_name = a.text("CollectionName", options.CollectionName)
	o.page_size = C.uint32_t(a.count("PageSize", options.PageSize, math.MaxUint32))
	o.current_page = C.uint32_t(a.count("CurrentPage", options.CurrentPage, math.MaxUint32))
	return o
}

// ListImportJobs lists jobs: one page on Zilliz Cloud, see [Client.ImportJobPages], and all of them on Milvus.
func (c *Client) ListImportJobs(ctx context.Context, which ListOptions, options ...CallOption) (*JobList, error) {
	var a arena
	defer a.free()
	o := which.native(&a)
	if a.err != nil {
		return nil, a.err
	}
	client, token, end, err := c.begin(ctx, options)
	if err != nil {
		return nil, err
	}
	defer end()
	var list *C.mvi_job_list
	var native *C.mvi_error
	if C.mvi_list_import_jobs(client, &o, token, &list, &native) != C.MVI_OK {
		return nil, failed(ctx, native)
	}
	return ownList(ctx, list)
}

// ImportJobPages lists jobs page by page, from the options' page or else the first, to the last one or to an error. It ends
// also where a server repeats itself. On Milvus there is one page.
func (c *Client) ImportJobPages(ctx context.Context, which ListOptions, options ...CallOption) iter.Seq2[*JobList, error] {
	return func(yield func(*JobList, error) bool) {
		pages, err := c.newPages(ctx, which, options)
		if err != nil {
			yield(nil, err)
			return
		}
		defer C.mvi_job_pages_free(pages)
		for {
			list, err := c.nextPage(ctx, pages)
			if list == nil && err == nil || !yield(list, err) || err != nil {
				return
			}
		}
	}
}

func (c *Client) newPages(ctx context.Context, which ListOptions, options []CallOption) (*C.mvi_job_pages, error) {
	var a arena
	defer a.free()
	o := which.native(&a)
	if a.err != nil {
		return nil, a.err
	}
	client, _, end, err := c.begin(ctx, options)
	if err != nil {
		return nil, err
	}
	defer end()
	var pages *C.mvi_job_pages
	var native *C.mvi_error
	if C.mvi_job_pages_new(client, &o, &pages, &native) != C.MVI_OK {
		return nil, failed(ctx, native)
	}
	return pages, nil
}

// nextPage is nil without an error after the last page.
func (c *Client) nextPage(ctx context.Context, pages *C.mvi_job_pages) (*JobList, error) {
	_, token, end, err := c.begin(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer end()
	var list *C.mvi_job_list
	var native *C.mvi_error
	if C.mvi_job_pages_next(pages, token, &list, &native) != C.MVI_OK {
		return nil, failed(ctx, native)
	}
	if list == nil {
		return nil, nil
	}
	return ownList(ctx, list)
}

// ownList copies a native list, and frees it.
func ownList(ctx context.Context, list *C.mvi_job_list) (*JobList, error) {
	defer C.mvi_job_list_free(list)
	var text *C.char
	var native *C.mvi_error
	if C.mvi_job_list_json(list, &text, &native) != C.MVI_OK {
		return nil, failed(ctx, native)
	}
	return readJSON(text, &JobList{NextPage: int(C.mvi_job_list_next_page(list))})
}
