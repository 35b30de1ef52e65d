package signin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

// SignedIn finds who is signed in at the tenant with the cookie of a session, and
// notes that it was used. It is KindUnauthenticated if nobody is.
func (f Flow) SignedIn(ctx context.Context, slug domain.Slug, cookie domain.Secret) (domain.SignedIn, error) {
	v, err := f.person(ctx, slug, Browser{Session: cookie})
	if err != nil {
		return domain.SignedIn{}, err
	}
	found := domain.SignedIn{Tenant: v.snap, User: v.user, Session: *v.session}
	return found, f.noteUse(ctx, v, f.Store.In(v.snap.Tenant.ID))
}
