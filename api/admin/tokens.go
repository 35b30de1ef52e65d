package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/admin"
)

func encodeToken(t admin.TokenRecord) Token {
	return Token{
		Id: t.Key.String(), Kind: t.Kind, Format: t.Format, State: t.State(), Reason: t.Reason,
		Client: t.Client, User: t.User, Username: t.Username, Grant: t.Grant, Audience: each(t.Audience, encodeTarget), Scopes: each(t.Scope, same),
		IssuedAt: t.Issued, NotBefore: t.NotBefore, ExpiresAt: t.Expires, UsedAt: moment(t.Used), Confirmation: t.Confirmation,
		Name: t.Name, Last4: t.Last4, Revoked: encodeTaken(t.Revoked), GrantRevoked: encodeTaken(t.GrantRevoked),
	}
}

// encodeRecord is encodeToken with what searches leave out.
func encodeRecord(t admin.TokenRecord) Token {
	token, seen := encodeToken(t), each(t.Seen, encodeSighting)
	token.Seen = &seen
	return token
}

func encodeTarget(t domain.Target) TokenTarget {
	return TokenTarget{ResourceServer: t.ResourceServer, Identifier: t.Identifier, Scopes: each(t.Scope, same)}
}

// SearchTokens serves GET /tokens.
func (h handlers) SearchTokens(ctx context.Context, r SearchTokensRequestObject) (SearchTokensResponseObject, error) {
	filter := domain.TokenFilter{
		Client: value(r.Params.Client), User: value(r.Params.User), Grant: value(r.Params.Grant),
		ResourceServer: value(r.Params.ResourceServer), Kind: value(r.Params.Kind), State: value(r.Params.State),
		IssuedAfter: value(r.Params.IssuedAfter), IssuedBefore: value(r.Params.IssuedBefore),
	}
	found, err := h.use.SearchTokens(ctx, callerOf(ctx), filter, ask(r.Params.Limit, r.Params.Cursor))
	if err != nil {
		return nil, err
	}
	return SearchTokens200JSONResponse{Items: each(found.Items, encodeToken), NextCursor: next(found.Next)}, nil
}

// GetToken serves GET /tokens/{id}.
func (h handlers) GetToken(ctx context.Context, r GetTokenRequestObject) (GetTokenResponseObject, error) {
	found, err := h.use.ExplainToken(ctx, callerOf(ctx), r.Id)
	if err != nil {
		return nil, err
	}
	token, moments, verdicts := encodeRecord(*found.Record), each(found.History, encodeMoment), each(found.Verdicts, encodeVerdict)
	token.History, token.Verdicts = &moments, &verdicts
	return GetToken200JSONResponse(token), nil
}

// RevokeToken serves POST /tokens/{id}/revoke.
func (h handlers) RevokeToken(ctx context.Context, r RevokeTokenRequestObject) (RevokeTokenResponseObject, error) {
	token, err := h.use.RevokeToken(ctx, callerOf(ctx), r.Id, value(r.Body).Reason)
	if err != nil {
		return nil, err
	}
	return RevokeToken200JSONResponse(encodeRecord(token)), nil
}
