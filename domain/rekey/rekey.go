// Package rekey moves an installation from one secret key to another: what is
// wrapped under the old one is wrapped under the new one, while everybody is served.
//
// It promises that at no moment a key is wrapped under a secret key that the
// processes that serve do not have, as long as each of them was given both before.
// It can be interrupted anywhere and begun again, and done twice it changes nothing.
//
// The one idea worth knowing is that nothing says which secret key a key is under:
// whoever opens one tries. So there is no state of a rotation that could be wrong,
// and each tenant is moved in a transaction of its own.
package rekey

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
)

// Rekeyer wraps keys anew. Its Wrapper opens with both secret keys.
type Rekeyer struct {
	Store   domain.Store
	Wrapper keys.Wrapper
	Now     func() time.Time
	NewID   func() string
}

// Report says how much there was: tenants, and keys that were under another secret
// key, with the tenants they are of.
type Report struct {
	Tenants, Keys, Moved int
}

// Look opens every key of every tenant and writes nothing. Its error names every
// tenant with a key that neither secret key opens.
func (r Rekeyer) Look(ctx context.Context) (Report, error) {
	var report Report
	var unopened []error
	for tenant, err := range domain.EveryTenant(ctx, r.Store) {
		if err != nil {
			return report, fmt.Errorf("list tenants: %w", err)
		}
		rows, err := r.Store.In(tenant.ID).Load(ctx)
		if domain.KindNotFound.Is(err) {
			continue // deleted meanwhile
		}
		if err != nil {
			return report, fmt.Errorf("load tenant %s: %w", tenant.Slug, err)
		}
		byOther, err := r.Wrapper.Try(rows)
		if err != nil {
			unopened = append(unopened, fmt.Errorf("tenant %s: %w", tenant.Slug, err))
		}
		report.count(byOther)
	}
	return report, errors.Join(unopened...)
}

// Rekey wraps anew whatever is not under the secret key that wraps. It stops at the
// first failure, and what was done until then is done.
func (r Rekeyer) Rekey(ctx context.Context) (Report, error) {
	var report Report
	for tenant, err := range domain.EveryTenant(ctx, r.Store) {
		if err != nil {
			return report, fmt.Errorf("list tenants: %w", err)
		}
		moved, err := r.move(ctx, tenant)
		if domain.KindNotFound.Is(err) {
			continue // deleted meanwhile
		}
		if err != nil {
			return report, fmt.Errorf("wrap the keys of tenant %s anew: %w", tenant.Slug, err)
		}
		report.count(moved)
	}
	return report, nil
}

func (r *Report) count(moved int) {
	r.Tenants++
	r.Keys += moved
	if moved > 0 {
		r.Moved++
	}
}

// move reads and writes a tenant's keys in one transaction: a key that is added or
// removed meanwhile waits, or is waited for. It is a change, so that every process
// loads the tenant again and opens what was written, now and not one day.
func (r Rekeyer) move(ctx context.Context, tenant domain.Tenant) (moved int, err error) {
	act := domain.Act{By: domain.SystemActor("rekey"), At: r.Now()}
	err = r.Store.In(tenant.ID).Change(ctx, act, func(tx domain.Changer) error {
		rows, err := tx.Load(ctx)
		if err != nil {
			return err
		}
		if rows, moved, err = r.Wrapper.Rewrap(rows); err != nil {
			return err
		}
		if moved == 0 {
			return domain.ErrUnchanged
		}
		if err := tx.RewrapKeys(ctx, rows); err != nil {
			return err
		}
		after, err := json.Marshal(map[string]int{"keys": moved})
		if err != nil {
			return fmt.Errorf("encode event: %w", err)
		}
		return tx.Record(ctx, domain.Event{
			ID: r.NewID(), At: act.At, Actor: act.By.String(), Action: "keys.rewrapped", Object: "tenant:" + string(tenant.Slug), After: after,
		})
	})
	return moved, err
}
