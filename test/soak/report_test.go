package soak_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/bench/page"
)

// report tells what was done and what was found, and writes it down if asked to.
func (s *soak) report(t *testing.T, took time.Duration, findings []finding) {
	t.Helper()
	seen := s.History()
	turned := fmt.Sprintf("%.0f days", s.offset.Hours()/24)
	var text strings.Builder
	fmt.Fprintf(&text, "%s\n\n|  |  |\n| --- | --- |\n", page.Soak)
	for _, row := range [][2]string{
		{"run", time.Now().UTC().Format(time.DateOnly) + ", " + took.Round(time.Second).String()},
		{"machine", fmt.Sprintf("%d cores, %s, %s", runtime.NumCPU(), runtime.GOOS, runtime.Version())},
		{"the clock", "turned by " + turned},
		{"two replicas", fmt.Sprintf("%d times asked to end, %d times killed", s.restarts["asked to end"], s.restarts["killed"])},
		{"tokens issued", fmt.Sprint(s.Issued(0))},
		{"revocations", fmt.Sprint(len(seen.Revocations))},
		{"introspections, each judged", fmt.Sprint(len(seen.Questions))},
		{"sign-ins, refreshes, authorizations given back", fmt.Sprintf("%d, %d, %d", s.people.signedIn, s.people.refreshed, s.people.ended)},
		{"pages read by admins", fmt.Sprint(s.readers.pages)},
		{"tokens lost or risen", fmt.Sprint(len(seen.Violations()))},
	} {
		fmt.Fprintf(&text, "| %s | %s |\n", row[0], row[1])
	}
	text.WriteString("\nWhat a replica holds on to when it is warm and in the end, after its garbage was collected, and what is in the tables when the first drawers have gone and in the end. Of tokens: how many were issued, and how many rows there are.\n\n" +
		"| what | early | late | at most | holds |\n| --- | ---: | ---: | ---: | ---: |\n")
	for _, f := range findings {
		fmt.Fprintf(&text, "| %s | %s | %s | %s | %s |\n", f.what, f.early, f.late, f.bound, map[bool]string{true: "yes", false: "**no**"}[f.holds])
	}
	t.Log("\n" + text.String())
	if *write {
		require.NoError(t, page.Write(filepath.Join("..", "..", "docs", "benchmarks.md"), page.Soak, text.String()))
	}
}
