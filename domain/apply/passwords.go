package apply

import (
	"context"
	"fmt"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/password"
)

// passwords remembers, for the length of one Apply, what was hashed and compared.
// Each takes tens of milliseconds on purpose, and planning is done twice, the
// second time in the transaction that writes: there the answers are known, unless
// somebody has changed a password in between.
type passwords struct {
	hasher *password.Hasher
	rules  password.Rules

	compared map[comparison]bool
	// wanted are those to be hashed, hashed those that were. Each user's is hashed
	// for itself, so that nobody is seen to have the same as another.
	wanted map[whose]domain.Secret
	hashed map[whose]domain.PasswordHash
}

// whose names a user, as declared.
type whose struct {
	tenant   domain.Slug
	username string
}

type comparison struct {
	kept     domain.PasswordHash
	declared domain.Secret
}

func (a Applier) remember() *passwords {
	return &passwords{hasher: a.Passwords, rules: a.Rules, compared: map[comparison]bool{}, wanted: map[whose]domain.Secret{}, hashed: map[whose]domain.PasswordHash{}}
}

// differs reports whether a declared password is not the one that is kept, or is
// kept at another cost than new ones are.
func (p *passwords) differs(ctx context.Context, kept domain.PasswordHash, declared domain.Secret) (bool, error) {
	if kept.IsZero() {
		return true, nil
	}
	asked := comparison{kept, declared}
	if differs, ok := p.compared[asked]; ok {
		return differs, nil
	}
	verdict, err := p.hasher.Verify(ctx, kept, declared)
	if err != nil {
		return false, err
	}
	p.compared[asked] = !verdict.Match || verdict.Outdated
	return p.compared[asked], nil
}

// hashWanted hashes what planning found to be wanted, before any transaction.
func (p *passwords) hashWanted(ctx context.Context) error {
	for user, declared := range p.wanted {
		hash, err := p.hasher.Hash(ctx, declared)
		if err != nil {
			return fmt.Errorf("hash the password of %s: %w", user.username, err)
		}
		p.hashed[user] = hash
	}
	return nil
}

// hash gives the hash of a user's password, which is made here only if it was
// found to be wanted after all.
func (p *passwords) hash(ctx context.Context, user whose, declared domain.Secret) (domain.PasswordHash, error) {
	if hash, done := p.hashed[user]; done {
		return hash, nil
	}
	return p.hasher.Hash(ctx, declared)
}
