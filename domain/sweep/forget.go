package sweep

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// forgetBatch bounds how many counts go in one transaction.
const forgetBatch = 1000

// forget removes every tenant's counts that are older than they are kept.
func (s Sweeper) forget(ctx context.Context, now time.Time) (int, error) {
	return s.each(ctx, "forget counts", func(id domain.TenantID) (int, error) {
		total := 0
		for _, granularity := range domain.Granularities() {
			n, err := s.forgetBefore(ctx, id, granularity, now)
			total += n
			if err != nil {
				return total, err
			}
		}
		return total, nil
	})
}

func (s Sweeper) forgetBefore(ctx context.Context, id domain.TenantID, granularity domain.Granularity, now time.Time) (int, error) {
	act := domain.Act{By: domain.SystemActor("sweep"), At: now}
	for total := 0; ; {
		forgotten := 0
		err := s.Store.In(id).Add(ctx, act, func(tx domain.Adder) (err error) {
			forgotten, err = tx.ForgetCounts(ctx, granularity, now.Add(-granularity.Keeps()), forgetBatch)
			return err
		})
		if domain.KindNotFound.Is(err) {
			return total, nil // deleted meanwhile
		}
		if total += forgotten; err != nil || forgotten < forgetBatch {
			return total, err
		}
	}
}
