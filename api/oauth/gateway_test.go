package oauth

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func TestInHeader(t *testing.T) {
	for value, want := range map[string]string{
		"": "", "alice": "alice", "zoë": "zo%C3%AB", "100%": "100%25", "%20": "%2520", " a ": "%20a%20", "a\r\nb: c": "a%0D%0Ab:%20c", "a,b;\"c\"": "a,b;\"c\"", "\x00\x7f\xff": "%00%7F%FF",
	} {
		require.Equal(t, want, inHeader(value))
	}
}

func FuzzInHeader(f *testing.F) {
	f.Add("zoë %")
	f.Fuzz(func(t *testing.T, value string) {
		written := inHeader(value)
		require.False(t, strings.ContainsFunc(written, func(r rune) bool { return r <= ' ' || r > '~' }), written)
		back, err := url.PathUnescape(written)
		require.NoError(t, err)
		require.Equal(t, value, back)
	})
}

func FuzzGateway(f *testing.F) {
	f.Add("Bearer jtn_at_x", "scope=a+b&for=/x?y=1")
	f.Add("bearer  a=", "&&scope")
	f.Fuzz(func(t *testing.T, authorization, query string) {
		token, fault := readHeld(http.Header{"Authorization": {authorization}})
		require.False(t, fault != "" && !token.IsZero())
		if !token.IsZero() {
			again, fault := readHeld(http.Header{"Authorization": {"Bearer " + token.Reveal()}})
			require.Empty(t, fault)
			require.True(t, token.Equal(again))
		}
		required, err := requiredScope(query)
		if err != nil {
			require.True(t, domain.KindInvalid.Is(err))
			return
		}
		// The standard library, which takes what it can read, finds the same.
		values, _ := url.ParseQuery(query)
		if len(values["scope"]) > 0 {
			require.Equal(t, values.Get("scope"), required.String())
		}
	})
}
