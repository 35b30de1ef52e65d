package page

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAPageKeepsWhatARunDidNotMeasure(t *testing.T) {
	page := withSection("", Bench, Bench+"\n\nfirst-3\n")
	require.Contains(t, page, "first-3")
	require.Contains(t, page, notes)

	page = strings.TrimRight(page, "\n") + "\nA hand wrote this.\n\n### And this\n\nmore\n"
	page = withSection(page, Scale, Scale+"\n\nlarge-9\n")
	page = withSection(page, Bench, Bench+"\n\nanew-7\n")
	for _, kept := range []string{"A hand wrote this.", "### And this\n\nmore\n", "large-9", "anew-7"} {
		require.Equal(t, 1, strings.Count(page, kept), kept)
	}
	require.NotContains(t, page, "first-3")
	require.Less(t, strings.Index(page, "anew-7"), strings.Index(page, "large-9"))
	require.Less(t, strings.Index(page, "large-9"), strings.Index(page, "A hand wrote this."))
	require.Equal(t, page, withSection(page, Bench, Bench+"\n\nanew-7\n"), "writing it again changes nothing")
}
