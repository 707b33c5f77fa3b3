package bulkwriter

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Functions of the C library that Go has no use for, each with the reason.
var notForGo = map[string]string{
	"mvi_version":                       "a Go module has its version in go.mod",
	"mvi_abi_version":                   "cgo compiles against the header of the library that it links",
	"mvi_watch":                         "Go code in a native call: the watcher does the same",
	"mvi_wait":                          "mvi_calls_wait does the same without a thread",
	"mvi_calls_start":                   "a call that takes a moment may take a thread for it",
	"mvi_calls_free":                    "the engine lives as long as the process",
	"mvi_progress_json":                 "the accessors cost less",
	"mvi_progress_json_without_details": "the accessors cost less",
	"mvi_progress_details":              "mvi_progress_copy_details does the same",
	"mvi_progress_detail":               "mvi_progress_copy_details does the same",
	"mvi_progress_differs_from":         "reflect.DeepEqual does the same",
	"mvi_watcher_has_ended":             "its loop ends",
	"mvi_cancel_token_is_cancelled":     "the context knows",
}

// TestParity: what the header declares is here too.
func TestParity(t *testing.T) {
	header := code(t, "../../bindings-c/include/milvus_import.h")
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var sources strings.Builder
	for _, name := range names {
		if !strings.HasSuffix(name, "_test.go") {
			sources.WriteString(code(t, name))
		}
	}
	var wanted []string
	for _, function := range regexp.MustCompile(`(?m)^[a-z][\w *]*[ *](mvi_\w+)\(`).FindAllStringSubmatch(header, -1) {
		name := function[1]
		_, isNot := notForGo[name]
		switch {
		case isNot:
			if strings.Contains(sources.String(), "C."+name+"(") {
				t.Errorf("%s is used", name)
			}
		case name == "mvi_response_progress" || name == "mvi_response_free":
			wanted = append(wanted, "C."+name+"(")
		case strings.HasPrefix(name, "mvi_request_") || strings.HasPrefix(name, "mvi_response_"):
			// For programs with an HTTP stack of their own: Go's is no reason to go through C.
		case strings.HasPrefix(name, "mvi_file_progress_"):
			// Read as members of mvi_file_values.
			wanted = append(wanted, "v."+strings.TrimPrefix(name, "mvi_file_progress_"))
		case strings.HasPrefix(name, "mvi_import_job_") || strings.HasPrefix(name, "mvi_job_list_") || strings.HasPrefix(name, "mvi_created_job_"):
			// Read as members of their JSON view.
			member := strings.NewReplacer("mvi_import_job_", "", "mvi_job_list_", "", "mvi_created_job_", "").Replace(name)
			switch member {
			case "next_page", "free", "json":
				// About the call, and not in the view of its answer.
				wanted = append(wanted, "C."+name+"(")
			case "job", "job_id_at":
				// One of a member's.
			default:
				wanted = append(wanted, `json:"`+member+`"`)
			}
		default:
			wanted = append(wanted, "C."+name+"(")
		}
	}
	if len(wanted) < 60 {
		t.Errorf("%d functions", len(wanted))
	}
	statuses := strings.Split(strings.Split(header, "enum mvi_status\n")[1], "};")[0]
	codes := regexp.MustCompile(`(MVI_\w+) = [1-9]`).FindAllStringSubmatch(statuses, -1)
	if len(codes) < 20 {
		t.Fatalf("%d codes", len(codes))
	}
	for _, code := range codes {
		wanted = append(wanted, "C."+code[1]+"\n")
	}
	for structure, variable := range map[string]string{"client": "o", "bulk_import": "o", "list_import_jobs": "o", "wait": "native"} {
		members := strings.Split(strings.Split(header, "typedef struct mvi_"+structure+"_options {")[1], "\n}")[0]
		for _, member := range regexp.MustCompile(`(?m)^    [a-z][\w *]*[ *](\w+);$`).FindAllStringSubmatch(members, -1) {
			if member[1] != "struct_size" {
				wanted = append(wanted, variable+"."+member[1])
			}
		}
	}
	for _, text := range wanted {
		if !strings.Contains(sources.String(), text) {
			t.Errorf("%q is not here", strings.TrimSpace(text))
		}
	}
}

func code(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
