package domain

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestATokensDrawerEndsAfterTheTokenAndIsOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		issued := time.Unix(rapid.Int64Range(1_700_000_000, 4_000_000_000).Draw(t, "issued"), 0)
		lifetime := time.Duration(rapid.Int64Range(1, int64(MaxTokenLifetime/time.Second)).Draw(t, "lifetime")) * time.Second
		drawer := DrawerFor(issued, issued.Add(lifetime))
		if drawer.Ends().Before(issued.Add(lifetime)) {
			t.Fatalf("drawer %d ends %v, token expires %v", drawer, drawer.Ends(), issued.Add(lifetime))
		}
		// Issued up to DrawersAhead after the drawers were opened.
		opened := issued.Add(-time.Duration(rapid.Int64Range(0, int64(DrawersAhead)).Draw(t, "opened")))
		require.Contains(t, OpenDrawers(opened), drawer)
	})
}

func TestShortLivedTokensGetFineDrawersAndAllAreFew(t *testing.T) {
	now := time.Unix(1_790_000_000, 0)
	hour := DrawerFor(now, now.Add(time.Hour))
	require.LessOrEqual(t, hour.Ends().Sub(now.Add(time.Hour)), 6*time.Hour)
	require.Less(t, len(OpenDrawers(now)), 75)
	require.IsIncreasing(t, OpenDrawers(now))
}

func TestANumberThatIsNoDrawerHasNoEnd(t *testing.T) {
	require.True(t, Drawer(-1).Ends().IsZero())
	require.True(t, Drawer(len(drawerClasses)*drawerStride).Ends().IsZero())
}
