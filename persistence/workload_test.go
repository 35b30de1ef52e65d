package persistence_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/persistence/storetest"
)

// TestWhoWaitsForAConnectionIsSeen holds the only connection that changes, and has
// somebody wait for it.
func TestWhoWaitsForAConnectionIsSeen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		store := open(t, persistence.Config{URL: url, Conns: 1})
		tenants := []domain.TenantID{createTenant(t, store, time.Now()), createTenant(t, store, time.Now())}
		pool := func() domain.Pool {
			for _, pool := range store.Pools() {
				if pool.Purpose == "write" || pool.Purpose == "transaction" {
					return pool
				}
			}
			require.Fail(t, "no such pool")
			return domain.Pool{}
		}
		before := pool()
		require.Equal(t, 1, before.Most)
		require.Zero(t, before.InUse)
		act := domain.Act{By: domain.SystemActor("test"), At: time.Now()}
		nothing := func(domain.Adder) error { return nil }
		waiting := make(chan error, 1)
		require.NoError(t, store.In(tenants[0]).Add(t.Context(), act, func(domain.Adder) error {
			require.Equal(t, 1, pool().InUse)
			began := make(chan struct{})
			go func() {
				close(began)
				waiting <- store.In(tenants[1]).Add(context.WithoutCancel(t.Context()), act, nothing)
			}()
			<-began
			time.Sleep(300 * time.Millisecond)
			return nil
		}))
		require.NoError(t, <-waiting)
		after := pool()
		require.Equal(t, int64(1), after.Waits-before.Waits)
		require.Positive(t, after.Waited-before.Waited)
		require.Less(t, after.Waited-before.Waited, 10*time.Second)
		require.Equal(t, 1, after.Idle)
	})
}

// TestWhatIsNotCommittedIsNotTakenBack counts revocations as of their commit.
func TestWhatIsNotCommittedIsNotTakenBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		store := open(t, persistence.Config{URL: url})
		now := time.Now()
		in := store.In(createTenant(t, store, now))
		act := domain.Act{By: domain.SystemActor("test"), At: now}
		raise := func(record bool) error {
			return in.Change(t.Context(), act, func(tx domain.Changer) error {
				if err := tx.RaiseTenantEpoch(t.Context()); err != nil || !record {
					return err
				}
				return tx.Record(t.Context(), domain.Event{ID: "018f0000-0000-7000-8000-000000000001", At: now, Actor: act.By.String(), Action: "tenant.revoked", Object: "tenant:t"})
			})
		}
		require.Error(t, raise(false), "without its event it is not committed")
		require.Zero(t, store.Revocations()["tenant"])
		require.NoError(t, raise(true))
		require.Equal(t, map[string]int64{"token": 0, "grant": 0, "session": 0, "application": 0, "client": 0, "user": 0, "tenant": 1}, store.Revocations())
	})
}
