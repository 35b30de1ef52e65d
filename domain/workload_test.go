package domain

import (
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestACompanyIsCountedByItsSize(t *testing.T) {
	for callers := 1; callers <= CompanySizes[len(CompanySizes)-1]; callers++ {
		var c Company
		c.Leave(callers)
		require.EqualValues(t, callers, c.Callers)
		for n, size := range CompanySizes {
			smaller := n == 0 || callers > CompanySizes[n-1]
			want := int64(0)
			if callers <= size && smaller {
				want = 1
			}
			require.Equal(t, want, c.Trips[n], "%d callers, up to %d", callers, size)
		}
	}
	var c Company
	c.Leave(1_000)
	require.EqualValues(t, 1, c.Trips[len(CompanySizes)-1], "more than there should be are not lost")
}

// TestReasonsListsEveryReason reads them where they are declared.
func TestReasonsListsEveryReason(t *testing.T) {
	text, err := os.ReadFile("finding.go")
	require.NoError(t, err)
	var declared []Reason
	for _, found := range regexp.MustCompile(`(?m)^\tReason\w+ +Reason = "(\w+)"$`).FindAllSubmatch(text, -1) {
		declared = append(declared, Reason(found[1]))
	}
	require.NotEmpty(t, declared)
	require.ElementsMatch(t, declared, Reasons())
}
