package persistence

import (
	"context"
	"slices"

	"github.com/jeton-id/jeton/domain"
)

// batch is a deciding read of several tokens of one tenant, as of one moment.
type batch struct {
	tenant string
	keys   []domain.TokenKey
}

// maxBatches bounds how many batches share one round trip. A batch has as many
// rows as a company of those who ask one by one; more would keep all of them
// waiting for the last.
const maxBatches = 4

// LookUpAll is LookUp for several keys, in one statement. It shares its round
// trip with other batches, of which one is under way at a time: whoever asks
// about a single token never waits behind them for a connection.
func (t *tenancy) LookUpAll(ctx context.Context, keys []domain.TokenKey) ([]domain.Finding, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	found, err := t.store.batches.ask(ctx, batch{t.tenant, keys})
	return whole(found, err)
}

// LookUpAll is LookUp for several keys, in one statement, as seen in the
// transaction.
func (v view) LookUpAll(ctx context.Context, keys []domain.TokenKey) ([]domain.Finding, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	statement, args, err := v.engine.lookUpAll(inquiries(nil, batch{v.tenant, keys}))
	if err != nil {
		return nil, failed("look up tokens", err)
	}
	rows, err := v.pool.QueryContext(ctx, statement, args...)
	if err != nil {
		return nil, failed("look up tokens", err)
	}
	defer rows.Close()
	found := make([]domain.Finding, len(keys))
	if err = findings(found)(rows); err == nil {
		err = rows.Err()
	}
	return whole(found, err)
}

// whole gives what was found of a tenant that is there.
func whole(found []domain.Finding, err error) ([]domain.Finding, error) {
	if err == nil && found[0].Revision == 0 {
		err = domain.NotFound("tenant")
	}
	if err != nil {
		return nil, failed("look up tokens", err)
	}
	return found, nil
}

// decideBatches makes one statement of all batches, so that each is of one
// moment.
func (s *Store) decideBatches(ctx context.Context, asked []batch, answers [][]domain.Finding) error {
	var all []inquiry
	for _, b := range asked {
		all = inquiries(all, b)
	}
	statement, args, err := s.engine.lookUpAll(all)
	if err != nil {
		return err
	}
	found := make([]domain.Finding, len(all))
	if err := s.engine.decideAtOnce(ctx, statement, args, findings(found)); err != nil {
		return err
	}
	for i, b := range asked {
		answers[i], found = found[:len(b.keys):len(b.keys)], found[len(b.keys):]
	}
	return nil
}

// inquiries appends what a batch asks.
func inquiries(all []inquiry, b batch) []inquiry {
	all = slices.Grow(all, len(b.keys))
	for _, key := range b.keys {
		all = append(all, inquiry{tenant: b.tenant, row: true, key: key})
	}
	return all
}

// findings gives what reads the rows of lookUpsStatement, of which those of a
// tenant that is not there are missing. It may be called again.
func findings(found []domain.Finding) func(cursor) error {
	return func(rows cursor) error {
		clear(found)
		var n int64
		row := newFindingRow(&n)
		return walk(rows, func(rows cursor) (err error) {
			finding, err := row.scan(rows)
			if err == nil {
				found[n-1] = finding
			}
			return err
		})
	}
}
