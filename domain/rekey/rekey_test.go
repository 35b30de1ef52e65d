package rekey_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
	"github.com/jeton-id/jeton/domain/rekey"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/persistence/storetest"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func secretKey() domain.Secret {
	raw := make([]byte, keys.SecretKeySize)
	_, _ = rand.Read(raw)
	return domain.NewSecret(base64.StdEncoding.EncodeToString(raw))
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// quick makes keys that are made in no time.
func quick(random io.Reader, _ string) (crypto.Signer, error) {
	return keys.GenerateKey(random, "EdDSA")
}

// TestRekeyingGoesOnWhereItStopped lets the store fail at every statement in turn, and
// looks each time whether every key still opens. Then the old secret key opens none of
// all the rows there are.
func TestRekeyingGoesOnWhereItStopped(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		ctx := t.Context()
		var fault func(statement string) error
		store, err := persistence.Open(ctx, persistence.Config{URL: url, Fault: func(_ context.Context, statement string) error {
			if fault != nil {
				return fault(statement)
			}
			return nil
		}})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, store.Close()) })

		was, is := secretKey(), secretKey()
		wrapper := func(secret domain.Secret, others ...domain.Secret) keys.Wrapper {
			w, err := keys.NewWrapper(secret, rand.Reader, others...)
			require.NoError(t, err)
			return w
		}
		old, both, alone := wrapper(was), wrapper(is, was), wrapper(is)
		var tenants []domain.TenantID
		for i := range 3 {
			tenant := domain.Tenant{
				ID: domain.TenantID(newID()), Slug: domain.Slug(fmt.Sprintf("tenant-%d", i)), Name: "Tenant", Status: domain.Active,
				Settings: domain.DefaultSettings(), Revision: 1, Version: 1, Created: noon, Updated: noon,
			}
			rows, err := keys.Maker{Wrapper: old, Random: rand.Reader, Generate: quick}.Tenant(tenant, noon)
			require.NoError(t, err)
			act := domain.Act{By: domain.SystemActor("test"), At: noon}
			require.NoError(t, store.CreateTenant(ctx, act, rows, domain.Event{ID: newID(), At: noon, Actor: "system:test", Action: "tenant.created", Object: "tenant:x"}))
			tenants = append(tenants, tenant.ID)
		}
		perTenant := 1 + len(domain.SigningAlgs())
		rekeyer := rekey.Rekeyer{Store: store, Wrapper: both, Now: func() time.Time { return noon }, NewID: newID}
		load := func(tenant domain.TenantID) domain.TenantRows {
			rows, err := store.In(tenant).Load(ctx)
			require.NoError(t, err)
			return rows
		}

		// One that opens none changes none.
		stranger := rekeyer
		stranger.Wrapper = wrapper(is, secretKey())
		before := dumps(t, url, tenants)
		_, err = stranger.Look(ctx)
		require.ErrorContains(t, err, "tenant-0")
		require.ErrorContains(t, err, "tenant-2")
		_, err = stranger.Rekey(ctx)
		require.ErrorContains(t, err, "tenant-0")
		require.Equal(t, before, dumps(t, url, tenants))

		found, err := rekeyer.Look(ctx)
		require.NoError(t, err)
		require.Equal(t, rekey.Report{Tenants: 3, Keys: 3 * perTenant, Moved: 3}, found)
		require.Equal(t, before, dumps(t, url, tenants), "looking writes nothing")

		interrupted, moved := 0, 0
		for nth := 1; ; nth++ {
			seen := 0
			fault = func(string) error {
				if seen++; seen == nth {
					return errors.New("injected")
				}
				return nil
			}
			report, err := rekeyer.Rekey(ctx)
			fault = nil
			moved += report.Keys
			for _, tenant := range tenants {
				byOther, unopened := both.Try(load(tenant))
				require.NoError(t, unopened)
				require.Contains(t, []int{0, perTenant}, byOther, "a tenant is moved as a whole")
			}
			if err == nil {
				break
			}
			interrupted++
		}
		require.Greater(t, interrupted, 10)
		require.Equal(t, 3*perTenant, moved)
		for _, tenant := range tenants {
			rows := load(tenant)
			byOther, err := alone.Try(rows)
			require.NoError(t, err)
			require.Zero(t, byOther)
			require.Len(t, rows.SigningKeys, perTenant-1)
			_, err = old.HashKey(rows)
			require.Error(t, err)
			for _, key := range rows.SigningKeys {
				_, err := old.Private(tenant, key)
				require.Error(t, err)
			}
			events, err := store.In(tenant).Events(ctx, domain.EventFilter{Action: "keys.rewrapped"}, domain.Page{Limit: 10})
			require.NoError(t, err)
			require.Len(t, events.Items, 1, "it is audited, once")
			require.Equal(t, "system:rekey", events.Items[0].Actor)
			require.JSONEq(t, fmt.Sprintf(`{"keys":%d}`, perTenant), string(events.Items[0].After))
		}

		after := dumps(t, url, tenants)
		report, err := rekeyer.Rekey(ctx)
		require.NoError(t, err)
		require.Equal(t, rekey.Report{Tenants: 3}, report)
		require.Equal(t, after, dumps(t, url, tenants), "done again it changes nothing")
	})
}

func dumps(t *testing.T, url string, tenants []domain.TenantID) string {
	t.Helper()
	var all []string
	for _, tenant := range tenants {
		all = append(all, storetest.Dump(t, url, tenant))
	}
	return strings.Join(all, "\n")
}
