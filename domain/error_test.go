package domain

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAnErrorQuotesNobodyInTheLog has texts that would end a quotation early.
func TestAnErrorQuotesNobodyInTheLog(t *testing.T) {
	for _, theirs := range []string{"hush", `hu"sh`, `\"hush`, `hush\`, "hush\n\"hush", ""} {
		err := Invalid("invalid_scope", "the scope %q is not one, nor is %q", theirs, theirs)
		require.Contains(t, err.Message, fmt.Sprintf("%q", theirs), "the caller finds it")
		require.Equal(t, `invalid_scope: the scope "…" is not one, nor is "…"`, err.Error())
		require.NotContains(t, fmt.Errorf("look: %w", Unavailable(err)).Error(), "hush")
	}
	require.Equal(t, `internal: relation "tokens" does not exist`, (&Error{Code: "internal", Err: errors.New(`relation "tokens" does not exist`)}).Error())
}
