package apply

import (
	"context"
	"fmt"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
	"github.com/jeton-id/jeton/domain/password"
)

// Applier brings installations to declared states.
type Applier struct {
	Store domain.Store
	Keys  keys.Maker
	// PublicURL has no trailing slash; identifiers under its issuers are refused.
	PublicURL string
	// Passwords hashes and compares the passwords of users, Rules say when a new
	// one is strong enough.
	Passwords *password.Hasher
	Rules     password.Rules
	// NewID draws an id that sorts by time of drawing: a UUID of version 7
	// (RFC 9562 section 5.7).
	NewID func() string
}

// Plan says what Apply would do, and writes nothing. A declaration that cannot
// be applied is KindInvalid, and its cause is Mistakes: all of them.
func (a Applier) Plan(ctx context.Context, declaration Declaration, now time.Time) (Difference, error) {
	return a.look(ctx, declaration, a.remember(), now)
}

// look is Plan with a memory for passwords.
func (a Applier) look(ctx context.Context, declaration Declaration, secrets *passwords, now time.Time) (Difference, error) {
	var difference Difference
	if err := declaration.Check(); err != nil {
		return difference, err
	}
	var mistakes Mistakes
	for _, declared := range declaration.Tenants {
		have, err := a.find(ctx, secrets, declared)
		if err != nil {
			return Difference{}, fmt.Errorf("look at tenant %s: %w", declared.Slug, err)
		}
		p := a.plan(declared, have, secrets, now)
		mistakes = append(mistakes, p.Mistakes...)
		for _, s := range p.steps {
			difference.Changes = append(difference.Changes, s.change)
		}
	}
	return difference, mistakes.Err()
}

// Apply brings the installation to the declared state and says what it did.
// Nothing is written if the declaration has a mistake, nor where nothing differs.
//
// Each tenant is one transaction, after the one that creates it if need be. A
// failure leaves the tenants before it applied and the others as they were;
// applying again goes on from there.
func (a Applier) Apply(ctx context.Context, declaration Declaration, now time.Time) (Difference, error) {
	var done Difference
	secrets := a.remember()
	planned, err := a.look(ctx, declaration, secrets, now)
	if err != nil {
		return done, err
	}
	if err := secrets.hashWanted(ctx); err != nil {
		return done, err
	}
	differs := map[domain.Slug]bool{}
	for _, c := range planned.Changes {
		differs[c.Tenant] = true
	}
	for _, declared := range declaration.Tenants {
		if !differs[declared.Slug] {
			continue
		}
		changes, err := a.tenant(ctx, declared, secrets, now)
		done.Changes = append(done.Changes, changes...)
		if err != nil {
			return done, fmt.Errorf("apply tenant %s: %w", declared.Slug, err)
		}
	}
	return done, nil
}

// tenant brings one tenant to its declared state.
func (a Applier) tenant(ctx context.Context, declared Tenant, secrets *passwords, now time.Time) ([]Change, error) {
	tenant, done, err := a.findOrCreate(ctx, declared, now)
	if err != nil {
		return nil, err
	}
	if len(done) > 0 && len(declared.ResourceServers)+len(declared.Clients)+len(declared.Users) == 0 {
		return done, nil
	}
	var changes []Change
	as := act(now)
	err = a.Store.In(tenant.ID).Change(ctx, as, func(tx domain.Changer) error {
		have, err := look(ctx, tx, a.Keys.Wrapper, secrets, declared)
		if err != nil {
			return err
		}
		p := a.plan(declared, have, secrets, now)
		if err := p.Err(); err != nil {
			return err
		}
		changes = nil
		for _, s := range p.steps {
			if err := s.write(ctx, tx); err != nil {
				return fmt.Errorf("%s: %w", s.change.title(), err)
			}
			if err := tx.Record(ctx, s.change.event(a.NewID(), as)); err != nil {
				return err
			}
			changes = append(changes, s.change)
		}
		if len(changes) == 0 {
			return domain.ErrUnchanged
		}
		return nil
	})
	if err != nil {
		return done, err
	}
	return append(done, changes...), nil
}

// findOrCreate gives the tenant, with the change that created it if that was
// needed. Several processes may apply one file at once, as replicas do when they
// start: whoever loses the race finds what the winner created.
func (a Applier) findOrCreate(ctx context.Context, declared Tenant, now time.Time) (domain.Tenant, []Change, error) {
	tenant, err := a.Store.FindTenant(ctx, declared.Slug)
	if !domain.KindNotFound.Is(err) {
		return tenant, nil, err
	}
	tenant = newTenant(declared, domain.TenantID(a.NewID()), moment(now))
	rows, err := a.Keys.Tenant(tenant, moment(now))
	if err != nil {
		return tenant, nil, err
	}
	change, as := created(tenant), act(now)
	err = a.Store.CreateTenant(ctx, as, rows, change.event(a.NewID(), as))
	if domain.KindConflict.Is(err) {
		if found, notFound := a.Store.FindTenant(ctx, declared.Slug); notFound == nil {
			return found, nil, nil
		}
	}
	return tenant, []Change{change}, err
}

// find gives what there is of a declared tenant, nothing if it does not exist.
func (a Applier) find(ctx context.Context, secrets *passwords, declared Tenant) (present, error) {
	tenant, err := a.Store.FindTenant(ctx, declared.Slug)
	if domain.KindNotFound.Is(err) {
		return present{}, nil
	}
	if err != nil {
		return present{}, err
	}
	return look(ctx, a.Store.In(tenant.ID), a.Keys.Wrapper, secrets, declared)
}

func (a Applier) plan(declared Tenant, have present, secrets *passwords, now time.Time) planner {
	p := planner{publicURL: a.PublicURL, newID: a.NewID, passwords: secrets, at: moment(now), declared: declared, have: have}
	p.plan()
	return p
}

// moment gives a time as the store keeps it.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// act is who applies, and when.
func act(now time.Time) domain.Act {
	return domain.Act{By: domain.SystemActor("apply"), At: moment(now)}
}
