package signin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

// Invited gives the tenant and the person whose password the secret of a link
// sets. It is KindNotFound for one that is unknown, used or expired.
func (f Flow) Invited(ctx context.Context, slug domain.Slug, secret domain.Secret) (domain.Tenant, domain.User, error) {
	snap, err := f.Directory.Current(ctx, slug)
	if err != nil {
		return domain.Tenant{}, domain.User{}, err
	}
	user, _, err := f.Links.Find(ctx, snap, secret, f.Now())
	return snap.Tenant, user, linkGone(err)
}

// Choose sets the password that a person chose by a link, and gives the tenant. It
// is KindInvalid, with a Field, for one that is too easy to guess.
func (f Flow) Choose(ctx context.Context, slug domain.Slug, secret, chosen domain.Secret) (domain.Tenant, error) {
	snap, err := f.Directory.Current(ctx, slug)
	if err != nil {
		return domain.Tenant{}, err
	}
	_, err = f.Links.Use(ctx, snap, secret, chosen, f.Now())
	return snap.Tenant, linkGone(err)
}

// linkGone is one error for a link that is unknown, used or expired.
func linkGone(err error) error {
	if domain.KindNotFound.Is(err) || domain.KindConflict.Is(err) {
		return domain.Invalid("link_gone", "this link was used already, or its time is over: ask for another")
	}
	return err
}
