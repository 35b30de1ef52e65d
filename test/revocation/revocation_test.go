// Package revocation_test holds Jeton to its main promise: a revocation that was
// acknowledged is seen by every introspection that starts afterwards, on every
// replica.
//
// Two server processes share one Postgres. While both are being asked about all
// tokens without a pause, tokens are taken back at every level there is, through
// either process. Each request is noted with the moments between which it
// happened, and the package history judges the whole of it: no dead token ever
// active, no live one ever dead.
//
// The one idea worth knowing is that a check that finds nothing proves nothing
// by itself. So the same load runs against servers that were broken on purpose
// (package breakage), each in one line that keeps the promise, and the test
// passes only if the check finds each of them out.
package revocation_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/revocation/breakage"
	"github.com/jeton-id/jeton/test/revocation/history"
)

func TestRevokedMeansRevoked(t *testing.T) {
	w := newWorld(t, len(names))
	t.Run("on every replica, at every level", func(t *testing.T) { keepsThePromise(t, w) })
	for _, broken := range breakage.All() {
		t.Run("and a server is found out in which "+broken.Name, func(t *testing.T) { isFoundOut(t, w, broken) })
	}
}

func keepsThePromise(t *testing.T, w world) {
	l := newLoad(t, w, "")
	seen := l.run(t, func(history.History) bool { return false })

	coverage := seen.Coverage()
	var tried []string
	for _, level := range levels() {
		tried = append(tried, level.name)
	}
	t.Log(coverage)
	require.Empty(t, coverage.Gaps(tried, names))
	require.Less(t, coverage.Unknown*100, coverage.Asked, "too many questions without an answer: %s", l.Unclear())
	requireNone(t, seen.Violations())
}

func requireNone(t *testing.T, violations []history.Violation) {
	t.Helper()
	const enough = 10
	for _, violation := range violations[:min(len(violations), enough)] {
		t.Error(violation)
	}
	if len(violations) > enough {
		t.Errorf("and %d more", len(violations)-enough)
	}
}
