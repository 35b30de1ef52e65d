package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/admin"
)

func encodeServer(s domain.ResourceServer) ResourceServer {
	return ResourceServer{
		Id: s.ID, Identifiers: each(s.Identifiers, same), Name: s.Name, Scopes: each(s.Scopes, same), Status: s.Status,
		TokenFormat: s.TokenFormat, TokenSigningAlg: s.SigningAlg, AccessTokenSeconds: given(s.AccessTokenSeconds),
		Release:       domain.Release{Claims: each(s.Release.Claims, same), Subject: s.Release.Subject},
		AnswerProfile: s.Answers.Profile, UserStore: s.Answers.UserStore, SeesRefreshTokens: s.Answers.SeesRefreshTokens, CacheSeconds: s.Answers.CacheSeconds,
		PersonalAccessTokens: s.Personal, Sees: each(s.Sees, same), Hides: each(s.Hides, same), Credentials: each(s.Credentials, encodeSecret),
		Version: s.Version, CreatedAt: s.Created, UpdatedAt: s.Updated,
	}
}

// ListResourceServers serves GET /resource-servers.
func (h handlers) ListResourceServers(ctx context.Context, r ListResourceServersRequestObject) (ListResourceServersResponseObject, error) {
	filter := admin.ServerFilter{Prefix: value(r.Params.Q), Sees: value(r.Params.Sees)}
	found, err := h.use.ListServers(callerOf(ctx), filter, ask(r.Params.Limit, r.Params.Cursor))
	if err != nil {
		return nil, err
	}
	return ListResourceServers200JSONResponse{Items: each(found.Items, encodeServer), NextCursor: next(found.Next)}, nil
}

// RegisterResourceServer serves POST /resource-servers.
func (h handlers) RegisterResourceServer(ctx context.Context, r RegisterResourceServerRequestObject) (RegisterResourceServerResponseObject, error) {
	server, err := h.use.RegisterServer(ctx, callerOf(ctx), admin.ServerDraft{
		Identifiers: r.Body.Identifiers, Name: r.Body.Name, Scopes: r.Body.Scopes,
		TokenFormat: value(r.Body.TokenFormat), SigningAlg: r.Body.TokenSigningAlg,
		AccessTokenSeconds: r.Body.AccessTokenSeconds.seconds, Release: value(r.Body.Release),
		Answers: admin.AnswersEdit{
			Profile: r.Body.AnswerProfile, UserStore: r.Body.UserStore, SeesRefreshTokens: r.Body.SeesRefreshTokens, CacheSeconds: r.Body.CacheSeconds,
		},
		Personal: r.Body.PersonalAccessTokens, Sees: r.Body.Sees, Hides: r.Body.Hides,
	})
	if err != nil {
		return nil, err
	}
	return RegisterResourceServer201JSONResponse(encodeServer(server)), nil
}

// GetResourceServer serves GET /resource-servers/{id}.
func (h handlers) GetResourceServer(ctx context.Context, r GetResourceServerRequestObject) (GetResourceServerResponseObject, error) {
	server, err := h.use.FindServer(ctx, callerOf(ctx), r.Id)
	if err != nil {
		return nil, err
	}
	return GetResourceServer200JSONResponse(encodeServer(server)), nil
}

func decodeServerEdit(e ResourceServerEdit) admin.ServerEdit {
	return admin.ServerEdit{
		Version: e.Version, Identifiers: e.Identifiers, Name: e.Name, Status: e.Status,
		Scopes: e.Scopes, TokenFormat: e.TokenFormat, SigningAlg: e.TokenSigningAlg,
		AccessTokenSeconds: e.AccessTokenSeconds.edit(), Release: e.Release,
		Answers: admin.AnswersEdit{
			Profile: e.AnswerProfile, UserStore: e.UserStore, SeesRefreshTokens: e.SeesRefreshTokens, CacheSeconds: e.CacheSeconds,
		},
		Personal: e.PersonalAccessTokens, Sees: e.Sees, Hides: e.Hides,
	}
}

// EditResourceServer serves PATCH /resource-servers/{id}.
func (h handlers) EditResourceServer(ctx context.Context, r EditResourceServerRequestObject) (EditResourceServerResponseObject, error) {
	server, err := h.use.EditServer(ctx, callerOf(ctx), r.Id, decodeServerEdit(*r.Body))
	if err != nil {
		return nil, err
	}
	return EditResourceServer200JSONResponse(encodeServer(server)), nil
}

// RemoveResourceServer serves DELETE /resource-servers/{id}.
func (h handlers) RemoveResourceServer(ctx context.Context, r RemoveResourceServerRequestObject) (RemoveResourceServerResponseObject, error) {
	if err := h.use.RemoveServer(ctx, callerOf(ctx), r.Id); err != nil {
		return nil, err
	}
	return RemoveResourceServer204Response{}, nil
}
