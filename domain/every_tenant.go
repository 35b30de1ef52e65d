package domain

import (
	"context"
	"iter"
)

// EveryTenant walks over the tenants that are not deleted, by slug. It holds nothing
// between two pages, so that a walk over all may take its time. An error ends it.
func EveryTenant(ctx context.Context, store Store) iter.Seq2[Tenant, error] {
	return func(yield func(Tenant, error) bool) {
		for page := (Page{Limit: MaxPage}); ; {
			tenants, err := store.Tenants(ctx, "", page)
			if err != nil {
				yield(Tenant{}, err)
				return
			}
			for _, tenant := range tenants.Items {
				if !yield(tenant, nil) {
					return
				}
			}
			if page.After = tenants.Next; page.After == "" {
				return
			}
		}
	}
}
