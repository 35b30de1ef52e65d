package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

func encodeGrant(g domain.Grant) Grant {
	return Grant{Id: g.ID, Client: g.Client, User: g.User, Type: g.Type, Worth: each(g.Worth, encodeTarget), CreatedAt: g.Created, Revoked: encodeTaken(g.Revoked)}
}

// ListGrants serves GET /grants.
func (h handlers) ListGrants(ctx context.Context, r ListGrantsRequestObject) (ListGrantsResponseObject, error) {
	filter := domain.GrantFilter{Client: value(r.Params.Client), User: value(r.Params.User)}
	found, err := h.use.ListGrants(ctx, callerOf(ctx), filter, ask(r.Params.Limit, r.Params.Cursor))
	if err != nil {
		return nil, err
	}
	return ListGrants200JSONResponse{Items: each(found.Items, encodeGrant), NextCursor: next(found.Next)}, nil
}

// GetGrant serves GET /grants/{id}.
func (h handlers) GetGrant(ctx context.Context, r GetGrantRequestObject) (GetGrantResponseObject, error) {
	grant, err := h.use.FindGrant(ctx, callerOf(ctx), r.Id)
	if err != nil {
		return nil, err
	}
	return GetGrant200JSONResponse(encodeGrant(grant)), nil
}
