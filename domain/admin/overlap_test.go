package admin

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func TestRotationOfSecrets(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	forever := domain.MachineSecret{ID: "forever"}
	soon := domain.MachineSecret{ID: "soon", Expires: now.Add(time.Minute)}
	gone := domain.MachineSecret{ID: "gone", Expires: now}

	for _, c := range []struct {
		name    string
		secrets []domain.MachineSecret
		older   string
		ends    time.Time
		brought bool
		expired int
		refused bool
	}{
		{name: "none yet"},
		{name: "one without an end gets one", secrets: []domain.MachineSecret{forever}, older: "forever", ends: now.Add(time.Hour), brought: true},
		{name: "one that ends sooner keeps its end", secrets: []domain.MachineSecret{soon}, older: "soon", ends: soon.Expires},
		{name: "an expired one does not count and goes", secrets: []domain.MachineSecret{gone, forever}, older: "forever", ends: now.Add(time.Hour), brought: true, expired: 1},
		{name: "a third is refused", secrets: []domain.MachineSecret{soon, forever}, refused: true},
		{name: "only expired ones", secrets: []domain.MachineSecret{gone, gone}, expired: 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := rotate(c.secrets, now, time.Hour)
			require.Equal(t, c.refused, domain.KindConflict.Is(err))
			if c.refused {
				return
			}
			require.Len(t, r.expired, c.expired)
			require.Equal(t, c.brought, r.brought)
			if c.older == "" {
				require.Nil(t, r.older)
				return
			}
			require.Equal(t, c.older, r.older.ID)
			require.Equal(t, c.ends, r.older.Expires)
		})
	}
	require.True(t, forever.Expires.IsZero(), "what was given is not changed")
}
