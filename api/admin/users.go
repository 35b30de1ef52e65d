package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/admin"
)

func encodeUser(u domain.User) User {
	attributes := u.Attributes
	if attributes == nil {
		attributes = Attributes{}
	}
	return User{
		Id: u.ID, Username: u.Username, Email: u.Email, EmailVerified: u.EmailVerified, Name: u.Name, Status: u.Status,
		Attributes: attributes, Roles: each(u.Roles, same), HasPassword: !u.Password.IsZero(),
		Version: u.Version, CreatedAt: u.Created, UpdatedAt: u.Updated,
	}
}

// ListUsers serves GET /users.
func (h handlers) ListUsers(ctx context.Context, r ListUsersRequestObject) (ListUsersResponseObject, error) {
	filter := domain.UserFilter{Prefix: value(r.Params.Q), Managing: r.Params.Managing != nil}
	if r.Params.Managing != nil && !*r.Params.Managing {
		return nil, domain.InvalidField("managing", "those who hold a role are asked for by true")
	}
	found, err := h.use.ListUsers(ctx, callerOf(ctx), filter, ask(r.Params.Limit, r.Params.Cursor))
	if err != nil {
		return nil, err
	}
	return ListUsers200JSONResponse{Items: each(found.Items, encodeUser), NextCursor: next(found.Next)}, nil
}

// CreateUser serves POST /users.
func (h handlers) CreateUser(ctx context.Context, r CreateUserRequestObject) (CreateUserResponseObject, error) {
	user, err := h.use.CreateUser(ctx, callerOf(ctx), admin.UserDraft{
		Username: r.Body.Username, Email: r.Body.Email, EmailVerified: r.Body.EmailVerified, Name: r.Body.Name,
		Attributes: value(r.Body.Attributes), Roles: r.Body.Roles,
	})
	if err != nil {
		return nil, err
	}
	return CreateUser201JSONResponse(encodeUser(user)), nil
}

// GetUser serves GET /users/{id}.
func (h handlers) GetUser(ctx context.Context, r GetUserRequestObject) (GetUserResponseObject, error) {
	user, err := h.use.FindUser(ctx, callerOf(ctx), r.Id)
	if err != nil {
		return nil, err
	}
	return GetUser200JSONResponse(encodeUser(user)), nil
}

// EditUser serves PATCH /users/{id}.
func (h handlers) EditUser(ctx context.Context, r EditUserRequestObject) (EditUserResponseObject, error) {
	user, err := h.use.EditUser(ctx, callerOf(ctx), r.Id, admin.UserEdit{
		Version: r.Body.Version, Username: r.Body.Username, Email: r.Body.Email, EmailVerified: r.Body.EmailVerified,
		Name: r.Body.Name, Status: r.Body.Status, Attributes: value(r.Body.Attributes),
	})
	if err != nil {
		return nil, err
	}
	return EditUser200JSONResponse(encodeUser(user)), nil
}

// RemoveUser serves DELETE /users/{id}.
func (h handlers) RemoveUser(ctx context.Context, r RemoveUserRequestObject) (RemoveUserResponseObject, error) {
	if err := h.use.RemoveUser(ctx, callerOf(ctx), r.Id); err != nil {
		return nil, err
	}
	return RemoveUser204Response{}, nil
}

// SetUserRoles serves PUT /users/{id}/roles.
func (h handlers) SetUserRoles(ctx context.Context, r SetUserRolesRequestObject) (SetUserRolesResponseObject, error) {
	if r.Body.Roles == nil {
		return nil, domain.InvalidField("roles", "name the roles; an empty list takes all of them away")
	}
	user, err := h.use.SetUserRoles(ctx, callerOf(ctx), r.Id, r.Body.Version, r.Body.Roles)
	if err != nil {
		return nil, err
	}
	return SetUserRoles200JSONResponse(encodeUser(user)), nil
}

// encodeLink gives a password link with its address.
func encodeLink(made admin.MadeLink) NewPasswordLink {
	return NewPasswordLink{Url: made.Address.Reveal(), Purpose: made.Purpose, ExpiresAt: made.Expires}
}

// MakePasswordLink serves POST /users/{id}/password-links; the secret of the link
// leaves Jeton here.
func (h handlers) MakePasswordLink(ctx context.Context, r MakePasswordLinkRequestObject) (MakePasswordLinkResponseObject, error) {
	made, err := h.use.MakePasswordLink(ctx, callerOf(ctx), r.Id, r.Body.Purpose, r.Body.LifetimeSeconds)
	if err != nil {
		return nil, err
	}
	return MakePasswordLink201JSONResponse(encodeLink(made)), nil
}

// SignOutUser serves POST /users/{id}/sign-out.
func (h handlers) SignOutUser(ctx context.Context, r SignOutUserRequestObject) (SignOutUserResponseObject, error) {
	covered, err := h.use.SignOut(ctx, callerOf(ctx), r.Id, value(r.Body).Reason)
	if err != nil {
		return nil, err
	}
	return SignOutUser200JSONResponse{Covers: Coverage{Tokens: covered.Tokens, More: covered.More}}, nil
}
