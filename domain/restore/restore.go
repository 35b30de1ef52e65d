// Package restore makes a database fit to be served that was set back to an earlier
// moment.
//
// It promises that nobody goes on from what is no more. A revision says what may
// still be remembered, and a database that was set back has low ones again: the next
// changes would get numbers that other changes had before, and a resource server
// that follows the feed from such a number would never learn of what came before it.
// So every tenant's revision is put beyond all it ever had. Whoever asks from one of
// those is told that all may have changed.
//
// The one idea worth knowing is where that is: at the time of day in milliseconds. A
// tenant that changed a thousand times a second since 1970 would not have come as
// far, and a database that is set back twice to the same moment gets another number
// each time.
package restore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Restorer settles a database that was set back.
type Restorer struct {
	Store domain.Store
	Now   func() time.Time
	NewID func() string
}

// Settle puts every tenant's revision beyond what it can have been, and with
// revokeAll takes back every token there is: of those that were revoked since,
// nothing in the database knows. It gives how many tenants there are. Done again
// after it failed in the middle, it ends as if it had not.
func (r Restorer) Settle(ctx context.Context, revokeAll bool) (tenants int, err error) {
	for tenant, err := range domain.EveryTenant(ctx, r.Store) {
		if err != nil {
			return tenants, fmt.Errorf("list tenants: %w", err)
		}
		err := r.settle(ctx, tenant, revokeAll)
		if domain.KindNotFound.Is(err) {
			continue // deleted meanwhile
		}
		if err != nil {
			return tenants, fmt.Errorf("settle tenant %s: %w", tenant.Slug, err)
		}
		tenants++
	}
	return tenants, nil
}

func (r Restorer) settle(ctx context.Context, tenant domain.Tenant, revokeAll bool) error {
	act := domain.Act{By: domain.SystemActor("restore"), At: r.Now()}
	after, err := json.Marshal(map[string]bool{"tokens_revoked": revokeAll})
	if err != nil {
		return fmt.Errorf("encode event: %w", err)
	}
	return r.Store.In(tenant.ID).Change(ctx, act, func(tx domain.Changer) error {
		if err := tx.PassRevision(ctx, act.At.UnixMilli()); err != nil {
			return err
		}
		if revokeAll {
			if err := tx.RaiseTenantEpoch(ctx); err != nil {
				return err
			}
		}
		return tx.Record(ctx, domain.Event{
			ID: r.NewID(), At: act.At, Actor: act.By.String(), Action: "tenant.restored", Object: "tenant:" + string(tenant.Slug), After: after,
		})
	})
}
