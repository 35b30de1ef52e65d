package issue

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

// clientCredentials is the grant of RFC 6749 section 4.4: the client's own
// authentication is all the authorization there is, and it acts for itself.
func clientCredentials(context.Context, Issuer, *domain.Snapshot, domain.AuthenticatedClient, Request) (authorization, error) {
	return authorization{}, nil
}
