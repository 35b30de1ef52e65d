package interop_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

// difference is an aspect in which two answers to one request differ.
type difference struct {
	Aspect string `json:"aspect"`
	Ours   string `json:"ours"`
	Theirs string `json:"theirs"`
}

// compared is one request that both servers were sent.
type compared struct {
	Name        string       `json:"name"`
	Differences []difference `json:"differences"`
}

// listed is a row of the table of differences in docs/rfc.md.
type listed struct {
	requests []*regexp.Regexp
	row      string
	difference
}

// TestBesideAnotherServer sends the same requests to Jeton and to oidc-provider.
// Where they are answered differently the reason is in docs/rfc.md: a difference
// that is not listed there fails, and so does a listed one that is none any more.
func TestBesideAnotherServer(t *testing.T) {
	node, table := findNode(t), readDifferences(t)
	process.Engines(t, func(t *testing.T, config process.Config) {
		_, _, w := begin(t, config)
		lines := strings.Split(strings.TrimSpace(runScript(t, node, "beside.mjs", w)), "\n")
		var cases []compared
		require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &cases))
		require.Greater(t, len(cases), 300)
		for _, wrong := range hold(cases, table) {
			t.Error(wrong)
		}
	})
}

// hold holds the cases and the table to each other and says what is wrong: each
// difference has its row, and each request of a row its difference.
func hold(cases []compared, table []listed) (wrong []string) {
	unlisted, names := map[difference][]string{}, map[string]bool{}
	for _, c := range cases {
		if names[c.Name] {
			wrong = append(wrong, "two requests are called "+c.Name)
		}
		names[c.Name] = true
		for _, d := range c.Differences {
			if !slices.ContainsFunc(table, func(l listed) bool { return l.difference == d && l.names(c.Name) }) {
				unlisted[d] = append(unlisted[d], "`"+c.Name+"`")
			}
		}
	}
	byAspect := func(a, b difference) int {
		return cmp.Or(cmp.Compare(a.Aspect, b.Aspect), cmp.Compare(a.Ours, b.Ours), cmp.Compare(a.Theirs, b.Theirs))
	}
	for _, d := range slices.SortedFunc(maps.Keys(unlisted), byAspect) {
		wrong = append(wrong, fmt.Sprintf("not listed: | %s | %s | %s | %s |", strings.Join(unlisted[d], ", "), d.Aspect, d.Ours, d.Theirs))
	}
	for _, l := range table {
		for _, pattern := range l.requests {
			found := false
			for _, c := range cases {
				if !pattern.MatchString(c.Name) {
					continue
				}
				found = true
				if !slices.Contains(c.Differences, l.difference) {
					wrong = append(wrong, fmt.Sprintf("no difference any more: %q, in the row %s", c.Name, l.row))
				}
			}
			if !found {
				wrong = append(wrong, fmt.Sprintf("no such request: %s, in the row %s", pattern, l.row))
			}
		}
	}
	return wrong
}

func (l listed) names(name string) bool {
	return slices.ContainsFunc(l.requests, func(pattern *regexp.Regexp) bool { return pattern.MatchString(name) })
}

// readDifferences reads the table of docs/rfc.md: requests by name; the aspect;
// Jeton's answer; oidc-provider's; the reason.
func readDifferences(t *testing.T) []listed {
	t.Helper()
	text, err := os.ReadFile("../../docs/rfc.md")
	require.NoError(t, err)
	table, err := parseDifferences(string(text))
	require.NoError(t, err)
	return table
}

const differencesHeading = "| requests | aspect | Jeton | oidc-provider | why |"

func parseDifferences(text string) (table []listed, err error) {
	_, rest, ok := strings.Cut(text, differencesHeading+"\n")
	if !ok {
		return nil, fmt.Errorf("there is no table with the heading %s", differencesHeading)
	}
	for row := range strings.Lines(rest) {
		row = strings.TrimSpace(row)
		if !strings.HasPrefix(row, "|") {
			break
		}
		cells := strings.Split(strings.Trim(row, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if strings.HasPrefix(cells[0], "---") {
			continue
		}
		if len(cells) != 5 || cells[4] == "" {
			return nil, fmt.Errorf("a row has five cells, the last of which is the reason: %s", row)
		}
		l := listed{row: row, difference: difference{cells[1], cells[2], cells[3]}}
		for _, quoted := range strings.Split(cells[0], "`, `") {
			l.requests = append(l.requests, requestsNamed(strings.Trim(quoted, "`")))
		}
		table = append(table, l)
	}
	return table, nil
}

var either = regexp.MustCompile(`\\\{[^}]*\\\}`)

// requestsNamed matches names: * stands for any text, {a,b} for either.
func requestsNamed(pattern string) *regexp.Regexp {
	text := strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*")
	text = either.ReplaceAllStringFunc(text, func(braced string) string {
		return "(?:" + strings.ReplaceAll(strings.Trim(braced, `\{}`), ",", "|") + ")"
	})
	return regexp.MustCompile("^" + text + "$")
}

// TestDifferencesAndTheirTableAreHeldToEachOther looks at what keeps the table
// true.
func TestDifferencesAndTheirTableAreHeldToEachOther(t *testing.T) {
	table, err := parseDifferences(differencesHeading + "\n|---|---|---|---|---|\n| `a: {x,y}`, `b*` | outcome | 1 | 2 | because |\n\n| c |")
	require.NoError(t, err)
	require.Len(t, table, 1)
	differs := []difference{{"outcome", "1", "2"}}
	same := []compared{{"a: x", differs}, {"a: y", differs}, {"b", differs}, {"c", nil}}
	require.Empty(t, hold(same, table))
	for what, cases := range map[string][]compared{
		"one that is not listed":           append(slices.Clone(same), compared{"d", differs}),
		"a listed one with another answer": {{"a: x", []difference{{"outcome", "1", "3"}}}, same[1], same[2]},
		"a listed one that is none":        {{"a: x", nil}, same[1], same[2]},
		"a listed one that is not asked":   {same[0]},
		"two of one name":                  append(slices.Clone(same), same[3]),
	} {
		require.NotEmpty(t, hold(cases, table), what)
	}
	for _, bad := range []string{"no table", differencesHeading + "\n| `a` | outcome | 1 | 2 |\n", differencesHeading + "\n| `a` | outcome | 1 | 2 | |\n"} {
		_, err := parseDifferences(bad)
		require.Error(t, err, bad)
	}
}
