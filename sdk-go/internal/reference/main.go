// Command reference writes docs/reference/go.md, the reference of the SDK's API, from the comments in its sources. Run it
// in sdk-go:
//
//	go run ./internal/reference > ../docs/reference/go.md && npx prettier --write ../docs/reference/go.md
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/format"
	"go/parser"
	"go/token"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"
)

const module = "github.com/statefun-ts/statefun-ts/sdk-go/"

func main() {
	out := bufio.NewWriter(os.Stdout)
	fmt.Fprintln(out, "<!-- Made by `go run ./internal/reference` in sdk-go: change the comments there. -->")
	fmt.Fprintln(out, "\n# Go SDK: reference")
	for _, folder := range []string{"statefun", "statefun/statefuntest"} {
		if err := writePackage(out, folder); err != nil {
			log.Fatal(err)
		}
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}

// page writes the parts of a package.
type page struct {
	io.Writer
	files *token.FileSet
	*doc.Package
}

func writePackage(out io.Writer, folder string) error {
	files := token.NewFileSet()
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return err
	}
	var parsed []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		parsed = append(parsed, file)
	}
	documented, err := doc.NewFromFiles(files, parsed, module+folder)
	if err != nil {
		return err
	}
	p := page{out, files, documented}
	fmt.Fprintf(p, "\n## Package %s\n\n```go\nimport %q\n```\n\n", p.Name, p.ImportPath)
	p.text(p.Doc)
	p.values(p.Consts)
	p.values(p.Vars)
	p.functions(p.Funcs)
	for _, t := range p.Types {
		p.declaration("type "+t.Name, t.Decl, t.Doc)
		p.values(t.Consts)
		p.values(t.Vars)
		p.functions(t.Funcs)
		p.functions(t.Methods)
	}
	return nil
}

func (p page) values(values []*doc.Value) {
	for _, value := range values {
		p.declaration(strings.Join(value.Names, ", "), value.Decl, value.Doc)
	}
}

func (p page) functions(functions []*doc.Func) {
	for _, function := range functions {
		title := "func " + function.Name
		if function.Recv != "" {
			title = "func (" + function.Recv + ") " + function.Name
		}
		p.declaration(title, function.Decl, function.Doc)
	}
}

func (p page) declaration(title string, declaration ast.Node, text string) {
	fmt.Fprintf(p, "\n### %s\n\n```go\n", title)
	if err := format.Node(p, p.files, declaration); err != nil {
		log.Fatal(err)
	}
	fmt.Fprint(p, "\n```\n\n")
	p.text(text)
}

func (p page) text(text string) {
	printer := p.Printer()
	printer.HeadingLevel = 3
	printer.DocLinkURL = func(*comment.DocLink) string { return "" }
	_, _ = p.Write(printer.Markdown(p.Parser().Parse(text)))
}
