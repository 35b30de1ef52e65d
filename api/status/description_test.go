package status_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/api/status"
)

func TestDescription(t *testing.T) {
	for message, want := range map[string]string{
		"":                           "",
		"the code is wrong: ask!~":   "the code is wrong: ask!~",
		`"urn:x" is no grant type`:   `'urn:x' is no grant type`,
		"C:\\x":                      "C:/x",
		"é\n\x00\x7f\xff\U0001f511.": "??????.",
	} {
		require.Equal(t, want, status.Description(message))
	}
}
