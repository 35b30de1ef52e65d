package introspect

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// MaxBatch is how many tokens a batch may ask about.
const MaxBatch = 200

// Batch is several questions of one caller, from one to MaxBatch.
type Batch struct {
	Credentials domain.Credentials
	// Bearer is as in Question.
	Bearer domain.Secret
	Tokens []domain.Secret
}

// IntrospectAll answers each question of a batch exactly as Introspect answers it
// alone, in the order of the questions. All answers rest on one revision of the
// tenant and on one read, and the caller is charged for each. Errors are those of
// Introspect, for all of them together.
func (i Introspector) IntrospectAll(ctx context.Context, slug domain.Slug, b Batch) (outcomes []Outcome, err error) {
	var refused domain.Introspection
	err = i.Directory.At(ctx, slug, func(snap *domain.Snapshot) (basis domain.Basis, err error) {
		refused = caller{}.noted(snap, i.Now())
		outcomes, basis, err = i.tryAll(ctx, snap, b)
		return basis, err
	})
	switch {
	case err != nil:
		if i.Note != nil && domain.KindUnauthenticated.Is(err) {
			i.Note(refused)
		}
		return nil, err
	case i.Note != nil:
		for n := range outcomes {
			i.Note(outcomes[n].noted)
		}
	}
	return outcomes, nil
}

// tryAll is try for a batch.
func (i Introspector) tryAll(ctx context.Context, snap *domain.Snapshot, b Batch) ([]Outcome, domain.Basis, error) {
	if !b.Bearer.IsZero() {
		return i.tryBearer(ctx, snap, b)
	}
	now := i.Now()
	asking, basis, err := i.authenticate(ctx, snap, b.Credentials, len(b.Tokens), now)
	if err != nil || basis.Revision != snap.Tenant.Revision {
		return nil, basis, err
	}
	basis.Apart = true
	places := locateAll(snap, b.Tokens, now)
	if err := i.findAll(ctx, snap, places, &basis); err != nil {
		return nil, domain.Basis{}, err
	}
	return weighAll(snap, places, asking, now), basis, nil
}

func locateAll(snap *domain.Snapshot, tokens []domain.Secret, now time.Time) []place {
	places := make([]place, 0, len(tokens)+1) // that of a bearer
	for _, token := range tokens {
		places = append(places, locate(snap, token, now))
	}
	return places
}

func weighAll(snap *domain.Snapshot, places []place, asking caller, now time.Time) []Outcome {
	outcomes := make([]Outcome, len(places))
	for n := range places {
		outcomes[n] = places[n].weigh(snap, asking, now)
	}
	return outcomes
}

// findAll is find for many places. Whatever is not remembered comes from the one
// deciding read, which gives the revision for what is.
func (i Introspector) findAll(ctx context.Context, snap *domain.Snapshot, places []place, basis *domain.Basis) error {
	var unknown []domain.TokenKey
	var missing []*place
	read := false
	for n := range places {
		p := &places[n]
		read = read || p.form != domain.Malformed
		if p.form != domain.WellFormed {
			continue
		}
		if remembered := i.Memory.Recall(snap, p.Key); remembered != nil {
			p.found = *remembered
			basis.Findings = append(basis.Findings, remembered)
			continue
		}
		unknown, missing = append(unknown, p.Key), append(missing, p)
	}
	reader := i.Reader(snap.Tenant.ID)
	if len(unknown) == 0 {
		if read {
			var err error
			basis.Revision, err = reader.Revision(ctx)
			return err
		}
		return nil
	}
	found, err := reader.LookUpAll(ctx, unknown)
	if err != nil {
		return err
	}
	basis.Revision = found[0].Revision
	for n, p := range missing {
		p.found = found[n]
		i.Memory.Remember(snap.Tenant.ID, p.Key, p.found)
	}
	return nil
}
