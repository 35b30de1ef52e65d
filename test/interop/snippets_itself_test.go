package interop_test

import (
	"encoding/json"
	"fmt"
	"go/format"
	"path/filepath"
	"strings"

	"github.com/stretchr/testify/require"
)

// itself are the languages in which an application gets a token by itself, each with
// how its lines are run for one.
var itself = map[string]func(s *snippetTest, of snippet, application string) string{
	"curl": func(s *snippetTest, of snippet, application string) string {
		return s.tokenIn(s.output(s.command(application, "", "sh", "-c", of.code())))
	},
	"go": func(s *snippetTest, of snippet, application string) string {
		return s.output(s.command(application, "", s.compiled(of.code())))
	},
	"node": func(s *snippetTest, of snippet, application string) string {
		return s.output(s.command(application, s.folder(map[string]string{"token.mjs": of.code()}), s.node, "token.mjs"))
	},
	"python": func(s *snippetTest, of snippet, application string) string {
		return s.output(s.command(application, s.folder(map[string]string{"get_token.py": of.code()}), "python3", "get_token.py"))
	},
	"java": func(s *snippetTest, of snippet, application string) string {
		return s.tokenIn(s.output(s.command(application, s.folder(map[string]string{"Token.java": of.code()}), "java", "Token.java")))
	},
	"dotnet": func(s *snippetTest, of snippet, application string) string {
		major, _, _ := strings.Cut(s.output(s.command(application, "", "dotnet", "--version")), ".")
		project := fmt.Sprintf(`<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net%s.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup></Project>`, major)
		return s.tokenIn(s.output(s.command(application, s.folder(map[string]string{"Program.cs": of.code(), "token.csproj": project}), "dotnet", "run")))
	},
}

// tokenIn is the access token of an answer that a snippet wrote as it came.
func (s *snippetTest) tokenIn(answer string) string {
	s.t.Helper()
	var told struct {
		Token string `json:"access_token"`
	}
	require.NoError(s.t, json.Unmarshal([]byte(answer), &told), answer)
	return told.Token
}

// compiled builds a program with the libraries of this module, after it was seen to
// be the way gofmt would write it.
func (s *snippetTest) compiled(code string) string {
	s.t.Helper()
	formatted, err := format.Source([]byte(code))
	require.NoError(s.t, err, code)
	require.Equal(s.t, strings.TrimRight(string(formatted), "\n"), strings.TrimRight(code, "\n"))
	dir := s.folder(map[string]string{"main.go": code})
	binary := filepath.Join(dir, "program")
	s.output(s.command("", "", "go", "build", "-o", binary, filepath.Join(dir, "main.go")))
	return binary
}
