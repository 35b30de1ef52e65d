package issue

import (
	"context"
	"slices"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// refreshToken is the grant of RFC 6749 section 6. A refresh token is good for one
// use: it comes back as another one of the same family. A client that lost the
// answer may repeat its request for a moment and gets a successor again; whoever
// comes later with a used one is not the only one who has it, and the family ends
// (RFC 9700 section 4.14.2).
func refreshToken(ctx context.Context, i Issuer, snap *domain.Snapshot, client domain.AuthenticatedClient, r Request) (authorization, error) {
	if r.RefreshToken.IsZero() {
		return authorization{}, domain.Invalid("invalid_request", "the parameter refresh_token is missing")
	}
	now := i.Now()
	located, form := snap.Locate(r.RefreshToken, now)
	if form != domain.WellFormed || located.Kind != domain.RefreshToken {
		return authorization{}, badRefreshToken()
	}
	finding, err := i.Store.In(snap.Tenant.ID).LookUp(ctx, located.Key)
	if err != nil {
		return authorization{}, err
	}
	token := located.Of(finding).Token
	// Another client's is refused and stays as it is.
	if token == nil || token.Client != client.Client().ID || finding.Liveness(snap.Tenant, now) != domain.ReasonActive {
		return authorization{}, badRefreshToken()
	}
	replayed := func(ctx context.Context) error {
		if err := i.takeBack(ctx, snap, client, token.Grant, "a refresh token was used again", now); err != nil {
			return err
		}
		return badRefreshToken()
	}
	grace := snap.Tenant.Settings.RefreshGrace()
	return authorization{person: &person{
		grant: token.Grant, worth: token.Audience, epochs: token.Epochs, replayed: replayed,
		proof: domain.Part{Kind: domain.TokenPart, ID: token.Key.String()},
		redeem: func(ctx context.Context, tx domain.Adder) error {
			good, err := tx.UseToken(ctx, token.Key, now, grace)
			if err == nil && !good {
				err = errReplayed
			}
			return err
		},
	}}, nil
}

func badRefreshToken() error {
	return domain.Invalid("invalid_grant", "the refresh token is wrong, expired, used, or taken back")
}

// refresh files the next refresh token of the family, if the client is registered
// for them; the text is zero if not, or if the family's time is over. It is worth
// what the person gave, however little this request asked for (RFC 6749 section
// 6, RFC 8707 section 2.2).
func (i Issuer) refresh(ctx context.Context, tx domain.Adder, snap *domain.Snapshot, o order, grant domain.Grant, user domain.User) (domain.Secret, error) {
	client := o.client.Client()
	settings := snap.Tenant.Settings
	issued := o.now.UTC().Truncate(time.Millisecond)
	begins := issued.Truncate(time.Second)
	ends := begins.Add(settings.RefreshIdle())
	if last := grant.Created.UTC().Truncate(time.Second).Add(settings.RefreshLifetime()); last.Before(ends) {
		ends = last
	}
	if !slices.Contains(client.GrantTypes, domain.RefreshGrant) || !begins.Before(ends) {
		return domain.Secret{}, nil
	}
	token := domain.Token{
		Kind: domain.RefreshToken, Format: domain.Reference, Grant: grant.ID, Client: client.ID, User: user.ID,
		Audience: grant.Worth, Scope: scopeOf(grant.Worth), Issued: issued, NotBefore: begins, Expires: ends,
		Epochs: domain.Epochs{Tenant: snap.Tenant.Epoch, Client: client.Epoch, User: user.Epoch},
	}
	text, key, err := i.mint(snap, token)
	if err != nil {
		return domain.Secret{}, err
	}
	token.Key = key
	return text, tx.AddToken(ctx, token)
}

func scopeOf(worth []domain.Target) (scope domain.Scope) {
	for _, t := range worth {
		scope = scope.With(t.Scope)
	}
	return scope
}
