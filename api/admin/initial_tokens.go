package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/admin"
)

func encodeInitialToken(caller admin.Caller) func(domain.InitialToken) InitialAccessToken {
	return func(t domain.InitialToken) InitialAccessToken {
		return InitialAccessToken{
			Id: t.ID, Name: t.Name, Allowed: caller.AllowedBy(t), UsesLeft: t.UsesLeft, CreatedAt: t.Created, ExpiresAt: t.Expires,
		}
	}
}

// ListInitialAccessTokens serves GET /initial-access-tokens.
func (h handlers) ListInitialAccessTokens(ctx context.Context, r ListInitialAccessTokensRequestObject) (ListInitialAccessTokensResponseObject, error) {
	caller := callerOf(ctx)
	found, err := h.use.ListInitialTokens(ctx, caller, ask(r.Params.Limit, r.Params.Cursor))
	if err != nil {
		return nil, err
	}
	return ListInitialAccessTokens200JSONResponse{Items: each(found.Items, encodeInitialToken(caller)), NextCursor: next(found.Next)}, nil
}

// MakeInitialAccessToken serves POST /initial-access-tokens; the token leaves Jeton
// here.
func (h handlers) MakeInitialAccessToken(ctx context.Context, r MakeInitialAccessTokenRequestObject) (MakeInitialAccessTokenResponseObject, error) {
	caller := callerOf(ctx)
	made, err := h.use.MakeInitialToken(ctx, caller, admin.InitialTokenDraft{
		Name: r.Body.Name, Allowed: r.Body.Allowed, Uses: r.Body.Uses, LifetimeSeconds: r.Body.LifetimeSeconds,
	})
	if err != nil {
		return nil, err
	}
	t := encodeInitialToken(caller)(made.InitialToken)
	return MakeInitialAccessToken201JSONResponse{
		Id: t.Id, Name: t.Name, Allowed: t.Allowed, UsesLeft: t.UsesLeft, CreatedAt: t.CreatedAt, ExpiresAt: t.ExpiresAt, Token: made.Text.Reveal(),
	}, nil
}

// RemoveInitialAccessToken serves DELETE /initial-access-tokens/{id}.
func (h handlers) RemoveInitialAccessToken(ctx context.Context, r RemoveInitialAccessTokenRequestObject) (RemoveInitialAccessTokenResponseObject, error) {
	if err := h.use.RemoveInitialToken(ctx, callerOf(ctx), r.Id); err != nil {
		return nil, err
	}
	return RemoveInitialAccessToken204Response{}, nil
}
