package admin

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/admin"
)

// clientBody is a client in an answer. What it registered beside its grant types
// and authentication goes by the names of RFC 7591, which are those of
// domain.Registration.
type clientBody struct {
	ClientID   string            `json:"client_id"`
	Name       string            `json:"name"`
	Status     domain.Status     `json:"status"`
	GrantTypes []string          `json:"grant_types"`
	AuthMethod domain.AuthMethod `json:"token_endpoint_auth_method"`
	domain.Registration
	Allowed []admin.Allowed `json:"allowed"`
	// ActsFor is null for a client that acts for no resource server.
	ActsFor *string       `json:"acts_for"`
	Roles   []domain.Role `json:"roles"`
	// RegisteredWith is the initial access token by which it registered itself.
	RegisteredWith string    `json:"registered_with,omitempty"`
	Version        int64     `json:"version"`
	CreatedAt      time.Time `json:"created_at"`
	UpdatedAt      time.Time `json:"updated_at"`
}

// newClientBody is a client that was just registered, with its secret if it has
// one.
type newClientBody struct {
	clientBody
	ClientSecret string `json:"client_secret,omitempty"`
}

// clientDraftBody is a client to be registered.
type clientDraftBody struct {
	ClientID   string            `json:"client_id"`
	Name       string            `json:"name"`
	GrantTypes []string          `json:"grant_types"`
	AuthMethod domain.AuthMethod `json:"token_endpoint_auth_method"`
	domain.Registration
	Allowed []admin.Allowed `json:"allowed"`
	ActsFor OptionalID      `json:"acts_for"`
	Roles   []domain.Role   `json:"roles"`
}

// clientEditBody is a change of a client.
type clientEditBody struct {
	Version    int64              `json:"version"`
	Name       *string            `json:"name"`
	Status     *domain.Status     `json:"status"`
	GrantTypes []string           `json:"grant_types"`
	AuthMethod *domain.AuthMethod `json:"token_endpoint_auth_method"`
	admin.RegistrationEdit
	Allowed []admin.Allowed `json:"allowed"`
	ActsFor OptionalID      `json:"acts_for"`
}

func encodeClient(caller admin.Caller) func(domain.Client) Client {
	return func(c domain.Client) Client {
		var actsFor *string
		if c.ActsFor != "" {
			actsFor = &c.ActsFor
		}
		return Client{
			ClientID: c.ID, Name: c.Name, Status: c.Status, GrantTypes: each(c.GrantTypes, same),
			AuthMethod: c.AuthMethod, Registration: c.Registration.Filled(), Allowed: caller.Allowed(c), ActsFor: actsFor, Roles: each(c.Roles, same),
			RegisteredWith: c.InitialToken, Version: c.Version, CreatedAt: c.Created, UpdatedAt: c.Updated,
		}
	}
}

// ListClients serves GET /clients.
func (h handlers) ListClients(ctx context.Context, r ListClientsRequestObject) (ListClientsResponseObject, error) {
	caller := callerOf(ctx)
	found, err := h.use.ListClients(ctx, caller, domain.ClientFilter{Prefix: value(r.Params.Q)}, ask(r.Params.Limit, r.Params.Cursor))
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
		ID: r.Body.ClientID, Name: r.Body.Name, GrantTypes: r.Body.GrantTypes,
		AuthMethod: r.Body.AuthMethod, Registration: r.Body.Registration, Allowed: r.Body.Allowed, ActsFor: r.Body.ActsFor.id, Roles: r.Body.Roles,
	})
	if err != nil {
		return nil, err
	}
	return RegisterClient201JSONResponse{encodeClient(caller)(client), secret.Reveal()}, nil
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
		AuthMethod: r.Body.AuthMethod, Registration: r.Body.RegistrationEdit, Allowed: r.Body.Allowed, ActsFor: r.Body.ActsFor.edit(),
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
