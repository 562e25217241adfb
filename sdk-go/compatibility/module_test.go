package compatibility

import (
	"archive/zip"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const (
	modulePath = "github.com/statefun-ts/statefun-ts/sdk-go"
	version    = "v0.0.0-test"
)

// userProgram is what a user has in an otherwise empty folder.
const userProgram = `package main

import (
	"context"
	"fmt"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

func main() {
	functions := statefun.StatefulFunctionsBuilder()
	err := functions.WithSpec(statefun.StatefulFunctionSpec{
		FunctionType: statefun.TypeNameFrom("a/b"),
		Function:     statefun.StatefulFunctionPointer(func(statefun.Context, statefun.Message) error { return nil }),
	})
	reply, invokeErr := functions.AsHandler().Invoke(context.Background(), []byte("\xa2\x06\x08\x0a\x06\x0a\x01a\x12\x01b"))
	fmt.Printf("%x %v %v", reply, err, invokeErr)
}
`

// The module is built as a proxy has it, and required by its version: outside of this repository, without a replace.
func TestTheModuleWorksInAnEmptyProject(t *testing.T) {
	proxy, project := t.TempDir(), t.TempDir()
	publish(t, filepath.Join(proxy, filepath.FromSlash(modulePath), "@v"))
	write(t, filepath.Join(project, "main.go"), userProgram)

	environment := []string{
		"GOPROXY=" + strings.Join([]string{
			"file://" + proxy,
			"file://" + goCommand(t, ".", nil, "env", "GOMODCACHE") + "/cache/download",
			goCommand(t, ".", nil, "env", "GOPROXY"),
		}, ","),
		"GONOSUMDB=" + modulePath,
		"GOMODCACHE=" + t.TempDir(),
		"GOFLAGS=-modcacherw",
		"GOWORK=off",
	}
	goCommand(t, project, environment, "mod", "init", "example.com/empty")
	goCommand(t, project, environment, "get", modulePath+"/statefun@"+version)
	if got := goCommand(t, project, environment, "run", "."); got != "a20600 <nil> <nil>" {
		t.Errorf("it printed %q", got)
	}
	modules := goCommand(t, project, environment, "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", ".")
	for _, path := range strings.Fields(modules) {
		if path != "example.com/empty" && path != modulePath && path != "google.golang.org/protobuf" {
			t.Errorf("it depends on %s", path)
		}
	}
}

// publish writes the files that a proxy has of a module.
func publish(t *testing.T, folder string) {
	t.Helper()
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	declaration, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, version+".mod"), string(declaration))
	write(t, filepath.Join(folder, version+".info"), `{"Version": "`+version+`"}`)

	file, err := os.Create(filepath.Join(folder, version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	archive := zip.NewWriter(file)
	err = fs.WalkDir(os.DirFS(".."), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(filepath.Join("..", path))
		if err != nil {
			return err
		}
		writer, err := archive.Create(modulePath + "@" + version + "/" + path)
		if err != nil {
			return err
		}
		_, err = writer.Write(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// goCommand runs the command go, and returns what it printed.
func goCommand(t *testing.T, folder string, environment []string, args ...string) string {
	t.Helper()
	command := exec.Command("go", args...)
	command.Dir = folder
	command.Env = append(os.Environ(), environment...)
	var failure strings.Builder
	command.Stderr = &failure
	output, err := command.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, failure.String())
	}
	return strings.TrimSpace(string(output))
}
