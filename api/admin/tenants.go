package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/admin"
)

func encodeTenant(caller admin.Caller) func(domain.Tenant) Tenant {
	return func(t domain.Tenant) Tenant {
		return Tenant{
			Id: string(t.ID), Slug: string(t.Slug), Name: t.Name, Status: t.Status, Issuer: caller.Issuer(t.Slug),
			Settings: encodeSettingValues(t.Settings), RequestsPerSecond: t.Rate, Version: t.Version, CreatedAt: t.Created, UpdatedAt: t.Updated,
		}
	}
}

// ListTenants serves GET /tenants.
func (h handlers) ListTenants(ctx context.Context, r ListTenantsRequestObject) (ListTenantsResponseObject, error) {
	caller := callerOf(ctx)
	found, err := h.use.ListTenants(ctx, caller, value(r.Params.Q), ask(r.Params.Limit, r.Params.Cursor))
	if err != nil {
		return nil, err
	}
	return ListTenants200JSONResponse{Items: each(found.Items, encodeTenant(caller)), NextCursor: next(found.Next)}, nil
}

// CreateTenant serves POST /tenants.
func (h handlers) CreateTenant(ctx context.Context, r CreateTenantRequestObject) (CreateTenantResponseObject, error) {
	caller := callerOf(ctx)
	created, err := h.use.CreateTenant(ctx, caller, admin.TenantDraft{
		Slug: r.Body.Slug, Name: r.Body.Name, Settings: value(r.Body.Settings), Rate: value(r.Body.RequestsPerSecond),
	})
	if err != nil {
		return nil, err
	}
	return CreateTenant201JSONResponse(encodeTenant(caller)(created)), nil
}

// GetTenant serves GET /tenants/{slug}.
func (h handlers) GetTenant(ctx context.Context, r GetTenantRequestObject) (GetTenantResponseObject, error) {
	caller := callerOf(ctx)
	tenant, err := h.use.FindTenant(ctx, caller, r.Slug)
	if err != nil {
		return nil, err
	}
	return GetTenant200JSONResponse(encodeTenant(caller)(tenant)), nil
}

// EditTenant serves PATCH /tenants/{slug}.
func (h handlers) EditTenant(ctx context.Context, r EditTenantRequestObject) (EditTenantResponseObject, error) {
	caller := callerOf(ctx)
	edited, err := h.use.EditTenant(ctx, caller, r.Slug, admin.TenantEdit{
		Version: r.Body.Version, Name: r.Body.Name, Status: r.Body.Status, Rate: r.Body.RequestsPerSecond,
	})
	if err != nil {
		return nil, err
	}
	return EditTenant200JSONResponse(encodeTenant(caller)(edited)), nil
}

// InviteOwner serves POST /tenants/{slug}/owners; the address of the link leaves
// Jeton here.
func (h handlers) InviteOwner(ctx context.Context, r InviteOwnerRequestObject) (InviteOwnerResponseObject, error) {
	owner, link, err := h.use.InviteOwner(ctx, callerOf(ctx), r.Slug, admin.UserDraft{Username: r.Body.Username, Name: r.Body.Name, Email: r.Body.Email})
	if err != nil {
		return nil, err
	}
	return InviteOwner201JSONResponse{User: encodeUser(owner), Invitation: encodeLink(link)}, nil
}

// DeleteTenant serves DELETE /tenants/{slug}.
func (h handlers) DeleteTenant(ctx context.Context, r DeleteTenantRequestObject) (DeleteTenantResponseObject, error) {
	if err := h.use.DeleteTenant(ctx, callerOf(ctx), r.Slug); err != nil {
		return nil, err
	}
	return DeleteTenant204Response{}, nil
}
