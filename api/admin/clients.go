package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/admin"
)

func encodeClient(caller admin.Caller) func(domain.Client) Client {
	return func(c domain.Client) Client {
		return Client{
			ClientId: c.ID, Name: c.Name, Status: c.Status, GrantTypes: each(c.GrantTypes, same),
			TokenEndpointAuthMethod: c.AuthMethod, Allowed: caller.Allowed(c), Roles: each(c.Roles, same),
			Version: c.Version, CreatedAt: c.Created, UpdatedAt: c.Updated,
		}
	}
}

// ListClients serves GET /clients.
func (h handlers) ListClients(ctx context.Context, r ListClientsRequestObject) (ListClientsResponseObject, error) {
	caller := callerOf(ctx)
	found, err := h.use.ListClients(ctx, caller, ask(r.Params.Limit, r.Params.Cursor))
	if err != nil {
		return nil, err
	}
	return ListClients200JSONResponse{Items: each(found.Items, encodeClient(caller)), NextCursor: next(found.Next)}, nil
}

// RegisterClient serves POST /clients; the client's first secret leaves Jeton
// here.
func (h handlers) RegisterClient(ctx context.Context, r RegisterClientRequestObject) (RegisterClientResponseObject, error) {
	caller := callerOf(ctx)
	client, secret, err := h.use.RegisterClient(ctx, caller, admin.ClientDraft{
		ID: r.Body.ClientId, Name: r.Body.Name, GrantTypes: r.Body.GrantTypes,
		AuthMethod: value(r.Body.TokenEndpointAuthMethod), Allowed: r.Body.Allowed, Roles: r.Body.Roles,
	})
	if err != nil {
		return nil, err
	}
	c := encodeClient(caller)(client)
	return RegisterClient201JSONResponse{
		ClientId: c.ClientId, ClientSecret: secret.Reveal(), Name: c.Name, Status: c.Status, GrantTypes: c.GrantTypes,
		TokenEndpointAuthMethod: c.TokenEndpointAuthMethod, Allowed: c.Allowed, Roles: c.Roles,
		Version: c.Version, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
	}, nil
}

// GetClient serves GET /clients/{client_id}.
func (h handlers) GetClient(ctx context.Context, r GetClientRequestObject) (GetClientResponseObject, error) {
	caller := callerOf(ctx)
	client, err := h.use.FindClient(ctx, caller, r.ClientId)
	if err != nil {
		return nil, err
	}
	return GetClient200JSONResponse(encodeClient(caller)(client)), nil
}

// EditClient serves PATCH /clients/{client_id}.
func (h handlers) EditClient(ctx context.Context, r EditClientRequestObject) (EditClientResponseObject, error) {
	caller := callerOf(ctx)
	client, err := h.use.EditClient(ctx, caller, r.ClientId, admin.ClientEdit{
		Version: r.Body.Version, Name: r.Body.Name, Status: r.Body.Status, GrantTypes: r.Body.GrantTypes,
		AuthMethod: r.Body.TokenEndpointAuthMethod, Allowed: r.Body.Allowed,
	})
	if err != nil {
		return nil, err
	}
	return EditClient200JSONResponse(encodeClient(caller)(client)), nil
}

// RemoveClient serves DELETE /clients/{client_id}.
func (h handlers) RemoveClient(ctx context.Context, r RemoveClientRequestObject) (RemoveClientResponseObject, error) {
	if err := h.use.RemoveClient(ctx, callerOf(ctx), r.ClientId); err != nil {
		return nil, err
	}
	return RemoveClient204Response{}, nil
}
