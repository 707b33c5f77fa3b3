package milvusimport

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
)

type named struct{ Name string }

// TestParity: what the core's tables have is here too.
func TestParity(t *testing.T) {
	text, err := os.ReadFile("../surface/surface.json")
	if err != nil {
		t.Fatal(err)
	}
	var surface struct {
		Operations []named
		Errors     []struct {
			Name   string
			Number int32
		}
		Facts   []named
		Options []struct {
			Name    string
			Options []named
		}
		Records []struct {
			Name   string
			Fields []named
		}
	}
	if err := json.Unmarshal(text, &surface); err != nil {
		t.Fatal(err)
	}
	client := reflect.TypeFor[*Client]()
	for _, operation := range surface.Operations {
		if _, is := client.MethodByName(pascal(operation.Name)); !is {
			t.Errorf("no method %s", pascal(operation.Name))
		}
	}
	for _, code := range surface.Errors {
		if ErrorCode(code.Number).String() != code.Name {
			t.Errorf("%d is %s instead of %s", code.Number, ErrorCode(code.Number), code.Name)
		}
	}
	has(t, reflect.TypeFor[Error](), surface.Facts)
	options := map[string]reflect.Type{"ClientBuilder": reflect.TypeFor[ClientOptions](), "BulkImport": reflect.TypeFor[Import](),
		"ListImportJobs": reflect.TypeFor[ListOptions](), "WaitOptions": reflect.TypeFor[WaitOptions](),
		"DescribeCollection": reflect.TypeFor[DescribeOptions](),
		"ImportManyOptions":  reflect.TypeFor[ImportManyOptions]()}
	for _, some := range surface.Options {
		if here := options[some.Name]; here != nil {
			has(t, here, some.Options)
			delete(options, some.Name)
		}
	}
	records := map[string]reflect.Type{"ImportProgress": reflect.TypeFor[Progress](), "FileProgress": reflect.TypeFor[FileProgress](),
		"ImportJob": reflect.TypeFor[Job](), "JobList": reflect.TypeFor[JobList](), "CreatedJob": reflect.TypeFor[CreatedJob](),
		"CollectionDescription": reflect.TypeFor[Collection](), "CollectionField": reflect.TypeFor[Field](),
		"CollectionStruct": reflect.TypeFor[StructField](), "CollectionFunction": reflect.TypeFor[Function]()}
	for _, record := range surface.Records {
		has(t, records[record.Name], record.Fields)
		delete(records, record.Name)
	}
	if len(options)+len(records) > 0 {
		t.Errorf("not compared: %v %v", options, records)
	}
}

// has compares names without their case, which is Go's: URI, JobID.
func has(t *testing.T, here reflect.Type, members []named) {
	t.Helper()
	for _, member := range members {
		wanted := strings.ReplaceAll(member.Name, "_", "")
		if _, is := here.FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, wanted) }); !is {
			t.Errorf("%s has no %s", here, member.Name)
		}
	}
	if len(members) == 0 {
		t.Errorf("nothing to compare with %s", here)
	}
}

func pascal(name string) string {
	var text strings.Builder
	for part := range strings.SplitSeq(name, "_") {
		text.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return text.String()
}
