package bearer

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzAuthorization reads what somebody sends: it is refused in the words of RFC 6750,
// or the token is exactly what was sent behind the scheme.
func FuzzAuthorization(f *testing.F) {
	for _, value := range []string{
		"Bearer jtn_at_0", "bearer  x ", "Bearer", "Bearer ", "Basic eDp5", "Bearer a b", "Bearer =", "Bearer a=b", "Bearer \u00e4", "Bearer\tx",
		"Bearer eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6IngifQ.e30.", "Bearer eyJ.eyJ.eyJ", "Bearer eyJ..",
	} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		r := &http.Request{Header: http.Header{"Authorization": {value}}}
		token, err := tokenOf(r)
		if err != nil {
			var refusal *Refusal
			require.True(t, errors.As(err, &refusal))
			require.Contains(t, []int{http.StatusUnauthorized, http.StatusBadRequest}, refusal.Status)
			require.Empty(t, token)
			return
		}
		require.Equal(t, token, strings.Trim(value[len("Bearer "):], " "))
		require.NotContains(t, token, " ")
		require.LessOrEqual(t, len(token), maxToken)
		if isJWT(token) {
			if head, err := headerOf(token[:strings.IndexByte(token, '.')]); err == nil {
				require.NotEmpty(t, head.ID)
				require.Nil(t, head.Crit)
			}
		}
	})
}
