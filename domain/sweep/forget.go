package sweep

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// forgetBatch bounds how many counts go in one transaction.
const forgetBatch = 1000

// forgetCounts removes every tenant's counts that are older than they are kept.
func (s Sweeper) forgetCounts(ctx context.Context, now time.Time) (int, error) {
	return s.each(ctx, "forget counts", func(id domain.TenantID) (int, error) {
		total := 0
		for _, granularity := range domain.Granularities() {
			n, err := s.batches(ctx, id, now, func(ctx context.Context, tx domain.Adder, _ string) (int, string, error) {
				n, err := tx.ForgetCounts(ctx, granularity, now.Add(-granularity.Keeps()), forgetBatch)
				if n < forgetBatch {
					return n, "", err
				}
				return n, "older", err // counts are gone, so the next begins where this one did
			})
			total += n
			if err != nil {
				return total, err
			}
		}
		return total, nil
	})
}

// forgetGrants removes every tenant's grants that nothing rests on any more. They are
// kept as long after their end as tokens are.
func (s Sweeper) forgetGrants(ctx context.Context, now time.Time) (int, error) {
	return s.each(ctx, "forget grants", func(id domain.TenantID) (int, error) {
		return s.batches(ctx, id, now, func(ctx context.Context, tx domain.Adder, after string) (int, string, error) {
			return tx.ForgetGrants(ctx, now.Add(-Retention), domain.Page{Limit: domain.MaxPage, After: after})
		})
	})
}

// batches runs work in one transaction after another and adds up what it did. Each says
// where the next is to go on, the last "". A tenant that is deleted meanwhile ends it.
func (s Sweeper) batches(ctx context.Context, id domain.TenantID, now time.Time, work func(ctx context.Context, tx domain.Adder, after string) (int, string, error)) (int, error) {
	act := domain.Act{By: domain.SystemActor("sweep"), At: now}
	for total, after := 0, ""; ; {
		var done int
		var next string
		err := s.Store.In(id).Add(ctx, act, func(tx domain.Adder) (err error) {
			done, next, err = work(ctx, tx, after)
			return err
		})
		if domain.KindNotFound.Is(err) {
			return total, nil
		}
		if err != nil {
			return total, err
		}
		if total, after = total+done, next; after == "" {
			return total, nil
		}
	}
}
