package milvusimport

/*
#include <milvus_import.h>
#cgo nocallback mvi_progress_copy_details
#cgo noescape mvi_progress_copy_details
#cgo noescape mvi_progress_imported_rows
#cgo noescape mvi_progress_total_rows
#cgo noescape mvi_progress_file_size
*/
import "C"

import (
	"context"
	"unsafe"
)

// readProgress copies what a native progress says. Its JSON view would say the same, at the cost of a second parse.
func readProgress(native *C.mvi_progress) *Progress {
	p := &Progress{
		JobID:            goText(C.mvi_progress_job_id(native)),
		CollectionName:   optionalText(C.mvi_progress_collection_name(native)),
		PartitionName:    optionalText(C.mvi_progress_partition_name(native)),
		FileName:         optionalText(C.mvi_progress_file_name(native)),
		JobType:          optionalText(C.mvi_progress_job_type(native)),
		State:            stateName(C.mvi_progress_state(native)),
		RawState:         optionalText(C.mvi_progress_raw_state(native)),
		Progress:         int64(C.mvi_progress_progress(native)),
		RawProgress:      optionalText(C.mvi_progress_raw_progress(native)),
		Phase:            goText(C.mvi_phase_name(C.mvi_progress_phase(native))),
		Reason:           optionalText(C.mvi_progress_reason(native)),
		CreateTime:       optionalText(C.mvi_progress_create_time(native)),
		CompleteTime:     optionalText(C.mvi_progress_complete_time(native)),
		RetryableFailure: bool(C.mvi_progress_retryable_failure(native)),
		Terminal:         bool(C.mvi_progress_terminal(native)),
		Success:          bool(C.mvi_progress_success(native)),
	}
	var number C.int64_t
	if C.mvi_progress_imported_rows(native, &number) {
		p.ImportedRows = pointer(int64(number))
	}
	if C.mvi_progress_total_rows(native, &number) {
		p.TotalRows = pointer(int64(number))
	}
	if C.mvi_progress_file_size(native, &number) {
		p.FileSize = pointer(int64(number))
	}
	p.Details, p.DetailsError = readFiles(native)
	return p
}

// filesAtOnce is how many files one call into C copies: enough for its cost not to count, few enough for the stack.
const filesAtOnce = 64

// readFiles copies the files of a job, of which there may be 10,000.
func readFiles(progress *C.mvi_progress) ([]FileProgress, error) {
	files := []FileProgress{}
	for first, total := 0, 1; first < total; first += filesAtOnce {
		var values [filesAtOnce]C.mvi_file_values
		var all C.size_t
		var native *C.mvi_error
		if C.mvi_progress_copy_details(progress, C.size_t(first), &values[0], filesAtOnce, C.sizeof_mvi_file_values, &all, &native) != C.MVI_OK {
			return nil, failed(context.Background(), native)
		}
		if total = int(all); first == 0 {
			files = make([]FileProgress, 0, total)
		}
		files = appendFiles(files, values[:min(filesAtOnce, total-first)])
	}
	return files, nil
}

// appendFiles allocates once for all texts and numbers of these files, instead of once for each.
func appendFiles(files []FileProgress, values []C.mvi_file_values) []FileProgress {
	length := 0
	for i := range values {
		v := &values[i]
		length += int(v.file_name.length + v.raw_progress.length + v.reason.length + v.create_time.length + v.complete_time.length)
	}
	copied := copier{bytes: make([]byte, 0, length), texts: make([]string, 0, 6*len(values)),
		numbers: make([]int64, 0, 3*len(values))}
	for i := range values {
		v := &values[i]
		state := stateName(v.state)
		files = append(files, FileProgress{
			FileName: copied.text(v.file_name), State: state, RawState: copied.word(v.raw_state, state),
			Progress: int64(v.progress), RawProgress: copied.text(v.raw_progress),
			ImportedRows: copied.number(bool(v.has_imported_rows), int64(v.imported_rows)),
			TotalRows:    copied.number(bool(v.has_total_rows), int64(v.total_rows)),
			FileSize:     copied.number(bool(v.has_file_size), int64(v.file_size)),
			Reason:       copied.text(v.reason), CreateTime: copied.text(v.create_time), CompleteTime: copied.text(v.complete_time),
		})
	}
	return files
}

// copier hands out pointers into its slices, which have room for all that is copied: they never move.
type copier struct {
	bytes   []byte
	texts   []string
	numbers []int64
}

func (c *copier) text(text C.mvi_text) *string {
	if text.start == nil {
		return nil
	}
	start := len(c.bytes)
	c.bytes = append(c.bytes, lent(text)...)
	return c.keep(unsafe.String(unsafe.SliceData(c.bytes[start:]), len(c.bytes)-start))
}

// word is a text that is nearly always the same as one that Go has already.
func (c *copier) word(text C.mvi_text, likely string) *string {
	switch {
	case text.start == nil:
		return nil
	case lent(text) == likely:
		return c.keep(likely)
	default:
		return pointer(C.GoStringN(text.start, C.int(text.length)))
	}
}

func (c *copier) keep(text string) *string {
	c.texts = append(c.texts, text)
	return &c.texts[len(c.texts)-1]
}

func (c *copier) number(isThere bool, number int64) *int64 {
	if !isThere {
		return nil
	}
	c.numbers = append(c.numbers, number)
	return &c.numbers[len(c.numbers)-1]
}

// lent is a native text that is good as long as its owner.
func lent(text C.mvi_text) string {
	return unsafe.String((*byte)(unsafe.Pointer(text.start)), int(text.length))
}

// The names of the states, by their numbers.
var stateNames = func() (names [C.MVI_JOB_STATE_CANCELED + 1]string) {
	for state := range names {
		names[state] = goText(C.mvi_job_state_name(C.int32_t(state)))
	}
	return names
}()

func stateName(state C.mvi_job_state) string {
	if state < 0 || int(state) >= len(stateNames) {
		return goText(C.mvi_job_state_name(C.int32_t(state)))
	}
	return stateNames[state]
}

func goText(text *C.char) string { return C.GoString(text) }

func optionalText(text *C.char) *string {
	if text == nil {
		return nil
	}
	return pointer(goText(text))
}

func pointer[T any](value T) *T { return &value }
