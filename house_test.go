// The house rules, as tests. Each rule in rules (house_rules_test.go) is a
// function over the parsed source of this repository, says why it exists, and
// carries examples that prove it catches what it forbids and nothing more.
package main_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

const module = "github.com/jeton-id/jeton"

// rule is one thing this repository promises about its own source.
type rule struct {
	name    string
	because string
	// check gives one line for each violation.
	check func(house) []string
	// caught are small trees that break the rule, fine are some that come close.
	caught, fine []fstest.MapFS
}

func TestHouse(t *testing.T) {
	h, err := parse(os.DirFS("."))
	require.NoError(t, err)
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			if violations := rule.check(h); len(violations) > 0 {
				t.Errorf("%s.\n%s\nThe reason: %s.", rule.name, strings.Join(violations, "\n"), rule.because)
			}
		})
	}
}

func TestHouseRulesCatchWhatTheyForbid(t *testing.T) {
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			require.NotEmpty(t, rule.because)
			require.NotEmpty(t, rule.caught, "a rule without proof may be no rule")
			for i, example := range rule.caught {
				h, err := parse(example)
				require.NoError(t, err)
				require.NotEmpty(t, rule.check(h), "example %d should be caught: %v", i, example)
			}
			for i, example := range rule.fine {
				h, err := parse(example)
				require.NoError(t, err)
				require.Empty(t, rule.check(h), "example %d should pass", i)
			}
		})
	}
}

// house is the source of the repository.
type house struct {
	files []file
	goMod string
}

// file is one parsed Go file. Its path and folder are relative to the root.
type file struct {
	path   string
	dir    string
	syntax *ast.File
	set    *token.FileSet
	lines  int
	// imports maps the name by which the file knows a package to its path.
	imports map[string]string
}

// parse reads every Go file that belongs to the module.
func parse(tree fs.FS) (house, error) {
	var h house
	goMod, err := fs.ReadFile(tree, "go.mod")
	if err == nil {
		h.goMod = string(goMod)
	}
	err = fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			hidden := strings.HasPrefix(entry.Name(), ".") || strings.HasPrefix(entry.Name(), "_")
			if name != "." && (hidden || entry.Name() == "testdata" || entry.Name() == "node_modules") {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		parsed, err := parseFile(tree, name)
		if err != nil {
			return err
		}
		h.files = append(h.files, parsed)
		return nil
	})
	return h, err
}

func parseFile(tree fs.FS, name string) (file, error) {
	text, err := fs.ReadFile(tree, name)
	if err != nil {
		return file{}, err
	}
	set := token.NewFileSet()
	syntax, err := parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return file{}, err
	}
	f := file{
		path:    name,
		dir:     path.Dir(name),
		syntax:  syntax,
		set:     set,
		lines:   strings.Count(string(text), "\n"),
		imports: map[string]string{},
	}
	for _, spec := range syntax.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return file{}, fmt.Errorf("%s: %w", name, err)
		}
		local := path.Base(imported)
		if spec.Name != nil {
			local = spec.Name.Name
		}
		if local == "_" || local == "." {
			local += imported
		}
		f.imports[local] = imported
	}
	return f, nil
}

// at tells where in the file something is.
func (f file) at(node ast.Node) string {
	return fmt.Sprintf("%s:%d", f.path, f.set.Position(node.Pos()).Line)
}

// isTest is true of everything that is not part of the program: test files, the
// folder test, and the store contract's suite.
func (f file) isTest() bool {
	return strings.HasSuffix(f.path, "_test.go") || under(f.dir, "test", "persistence/storetest")
}

func (f file) isGenerated() bool { return ast.IsGenerated(f.syntax) }

// program gives the files that people wrote for the program itself.
func (h house) program() []file {
	return slices.DeleteFunc(slices.Clone(h.files), func(f file) bool { return f.isTest() || f.isGenerated() })
}

// under tells whether a path is one of the folders or inside one.
func under(name string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool {
		return name == folder || strings.HasPrefix(name, folder+"/")
	})
}

// source makes an example tree of one file.
func source(name, text string) fstest.MapFS {
	return fstest.MapFS{name: {Data: []byte(text)}}
}

// importing makes an example tree of one file that imports the packages; those
// that start with a slash are ours.
func importing(name string, packages ...string) fstest.MapFS {
	text := "package example\n"
	for _, imported := range packages {
		if strings.HasPrefix(imported, "/") {
			imported = module + imported
		}
		text += fmt.Sprintf("import _ %q\n", imported)
	}
	return source(name, text)
}
