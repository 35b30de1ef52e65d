package revocation_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/revocation/breakage"
	"github.com/jeton-id/jeton/test/revocation/history"
)

func isFoundOut(t *testing.T, w world, b breakage.Breakage) {
	l := newLoad(t, w, b.Build(t))
	seen := l.run(t, func(seen history.History) bool { return len(seen.Undead()) > 0 })
	found := seen.Undead()
	require.NotEmpty(t, found, "the check did not see that %s", b.Name)
	t.Log("found out:", found[0])
	for _, violation := range seen.Violations() {
		require.Equal(t, history.Active, violation.Question.Answer, "something else is broken as well: %s", violation)
	}
}
