package main_test

import (
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// securityCases is how many kinds of mistake docs/security.md has to answer for.
const securityCases = 61

// TestEverySecurityCaseNamesATest holds docs/security.md to the tests there are:
// each case has a line, and a test that a line names exists.
func TestEverySecurityCaseNamesATest(t *testing.T) {
	there := map[string]bool{}
	test := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	require.NoError(t, fs.WalkDir(os.DirFS("."), ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, found := range test.FindAllSubmatch(text, -1) {
			there[string(found[1])] = true
		}
		return err
	}))
	text, err := os.ReadFile("docs/security.md")
	require.NoError(t, err)
	for n := range securityCases {
		line := regexp.MustCompile(fmt.Sprintf(`(?m)^\| S%d \| [^|]+ \| (.+) \|$`, n+1)).FindStringSubmatch(string(text))
		require.NotNil(t, line, "S%d has no line", n+1)
		for _, name := range regexp.MustCompile(`\bTest\w+`).FindAllString(line[1], -1) {
			require.True(t, there[name], "S%d names %s, which is not there", n+1, name)
		}
	}
}
