package keys_test

import (
	"crypto/rand"
	"encoding/base64"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func wrapper(t *testing.T) keys.Wrapper {
	t.Helper()
	raw := make([]byte, keys.SecretKeySize)
	_, _ = rand.Read(raw)
	w, err := keys.NewWrapper(domain.NewSecret(base64.StdEncoding.EncodeToString(raw)), rand.Reader)
	require.NoError(t, err)
	return w
}

func TestWhatIsWrappedForOneTenantAndPurposeOpensForNoOther(t *testing.T) {
	w := wrapper(t)
	wrapped, err := w.Wrap("acme", "hash key", []byte("material"))
	require.NoError(t, err)
	material, err := w.Unwrap("acme", "hash key", wrapped)
	require.NoError(t, err)
	require.Equal(t, "material", string(material))

	_, err = w.Unwrap("globex", "hash key", wrapped)
	require.Error(t, err)
	_, err = w.Unwrap("acme", "signing key x", wrapped)
	require.Error(t, err)
	_, err = wrapper(t).Unwrap("acme", "hash key", wrapped)
	require.ErrorContains(t, err, "JETON_SECRET_KEY")
	for i := range wrapped {
		changed := append(domain.Wrapped(nil), wrapped...)
		changed[i] ^= 1
		_, err := w.Unwrap("acme", "hash key", changed)
		require.Error(t, err, "byte %d changed", i)
	}
	_, err = w.Unwrap("acme", "hash key", nil)
	require.Error(t, err)
}

func TestASecretKeyIs32BytesInBase64(t *testing.T) {
	for _, bad := range []string{"", "short", base64.StdEncoding.EncodeToString(make([]byte, 31)), "!!!!"} {
		_, err := keys.NewWrapper(domain.NewSecret(bad), rand.Reader)
		require.Error(t, err)
	}
}

func TestATenantIsMadeWithKeysThatOpen(t *testing.T) {
	maker := keys.Maker{Wrapper: wrapper(t), Random: rand.Reader}
	rows, err := maker.Tenant(domain.Tenant{ID: "acme"}, noon)
	require.NoError(t, err)
	hash, err := maker.Wrapper.HashKey(rows)
	require.NoError(t, err)
	require.False(t, hash.IsZero())
	for _, alg := range domain.SigningAlgs() {
		key, ok := keys.Signs(rows.SigningKeys, alg, noon)
		require.True(t, ok, alg)
		_, err := maker.Wrapper.Private("acme", key)
		require.NoError(t, err)
		_, err = maker.Wrapper.Private("globex", key)
		require.Error(t, err)
	}
}

func TestTheLifeOfASigningKey(t *testing.T) {
	hour := time.Hour
	key := domain.SigningKey{Alg: "ES256", Published: noon, SignsFrom: noon.Add(hour), SignsUntil: noon.Add(2 * hour), VerifiesUntil: noon.Add(3 * hour)}
	for after, want := range map[time.Duration]keys.State{
		0: keys.Next, hour - 1: keys.Next, hour: keys.Current, 2*hour - 1: keys.Current,
		2 * hour: keys.Verifying, 3*hour - 1: keys.Verifying, 3 * hour: keys.Retired,
	} {
		require.Equal(t, want, keys.StateAt(key, noon.Add(after)), "%v after publication", after)
	}
}

// TestTheScheduleNeverLeavesAnAlgorithmWithoutAKey plays two years of sweeps,
// some of them missed, and looks at every hour: exactly one key signs, it was
// published long enough before, and whatever was signed can be verified for as
// long as it lives.
func TestTheScheduleNeverLeavesAnAlgorithmWithoutAKey(t *testing.T) {
	settings := domain.DefaultSettings()
	const lifetime = 48 * time.Hour
	all := []domain.SigningKey{
		{ID: "first-ES256", Alg: "ES256", Published: noon, SignsFrom: noon},
		{ID: "first-RS256", Alg: "RS256", Published: noon, SignsFrom: noon},
	}
	signedBy := map[string]time.Time{}
	made := 0
	for hour := range 2 * 365 * 24 {
		now := noon.Add(time.Duration(hour) * time.Hour)
		if missed := hour%5000 > 2500 && hour%5000 < 2700; hour%6 == 0 && !missed {
			successors, retired := keys.Due(all, settings, now)
			for alg, from := range successors {
				made++
				for _, ended := range keys.Rotated(all, alg, from, lifetime) {
					replace(all, ended)
				}
				all = append(all, domain.SigningKey{ID: alg + now.String(), Alg: alg, Published: now, SignsFrom: from})
			}
			for _, gone := range retired {
				all = remove(all, gone.ID)
			}
		}
		for _, alg := range domain.SigningAlgs() {
			key, ok := keys.Signs(all, alg, now)
			require.True(t, ok, "%s at %v", alg, now)
			if !key.Published.Equal(noon) {
				require.GreaterOrEqual(t, key.SignsFrom.Sub(key.Published), 24*time.Hour)
			}
			signedBy[key.ID] = now
		}
		for id, signed := range signedBy {
			if now.Sub(signed) < lifetime {
				require.True(t, published(all, id, now), "%s signed at %v and is gone at %v", id, signed, now)
			}
		}
	}
	require.GreaterOrEqual(t, made, 12, "two algorithms, about every 90 days")
	require.LessOrEqual(t, len(all), 6, "retired keys are removed")
}

func TestRotatingOnCommandSignsAtOnceAndKeepsTheOldKeyVerifying(t *testing.T) {
	all := []domain.SigningKey{
		{ID: "current", Alg: "ES256", SignsFrom: noon.Add(-time.Hour), SignsUntil: noon.Add(time.Hour), VerifiesUntil: noon.Add(2 * time.Hour)},
		{ID: "next", Alg: "ES256", SignsFrom: noon.Add(time.Hour)},
		{ID: "other", Alg: "RS256", SignsFrom: noon.Add(-time.Hour)},
	}
	ended := keys.Rotated(all, "ES256", noon, time.Hour)
	require.Len(t, ended, 2)
	for _, key := range ended {
		require.Equal(t, keys.Verifying, keys.StateAt(key, noon), key.ID)
		require.Equal(t, keys.Retired, keys.StateAt(key, noon.Add(time.Hour)), key.ID)
	}
}

func replace(all []domain.SigningKey, key domain.SigningKey) {
	for i := range all {
		if all[i].ID == key.ID {
			all[i] = key
		}
	}
}

func remove(all []domain.SigningKey, id string) []domain.SigningKey {
	var left []domain.SigningKey
	for _, key := range all {
		if key.ID != id {
			left = append(left, key)
		}
	}
	return left
}

func published(all []domain.SigningKey, id string, now time.Time) bool {
	for _, key := range all {
		if key.ID == id {
			return keys.StateAt(key, now) != keys.Retired
		}
	}
	return false
}
