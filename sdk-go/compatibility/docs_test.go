package compatibility

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// A file of the tutorial: a block of Go that begins with its name.
var tutorialFile = regexp.MustCompile("(?s)```go\n// (\\w+\\.go)\n(.*?)```")

func TestTheProgramOfTheTutorialWorks(t *testing.T) {
	text, err := os.ReadFile("../../docs/sdk-go.md")
	if err != nil {
		t.Fatal(err)
	}
	project := t.TempDir()
	files := tutorialFile.FindAllStringSubmatch(string(text), -1)
	if len(files) != 3 {
		t.Fatalf("the tutorial has %d files", len(files))
	}
	for _, file := range files {
		write(t, filepath.Join(project, file[1]), file[2])
	}
	sdk, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	environment := []string{"GOFLAGS=-mod=mod", "GOWORK=off"}
	goCommand(t, project, environment, "mod", "init", "example.com/greeter")
	goCommand(t, project, environment, "mod", "edit", "-replace", modulePath+"="+sdk, "-require", modulePath+"@v0.0.0")
	goCommand(t, project, environment, "vet", ".")
	goCommand(t, project, environment, "test", ".")
}
