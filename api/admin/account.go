package admin

import (
	"context"

	"github.com/jeton-id/jeton/api/browser"
	"github.com/jeton-id/jeton/domain"
)

func encodeSession(s domain.Session) Session {
	return Session{
		Id: s.ID, Device: browser.Device(s.UserAgent), UserAgent: s.UserAgent, Address: s.Address, CreatedAt: s.Created, AuthenticatedAt: s.Authenticated,
		SeenAt: s.Seen, ExpiresAt: s.Expires,
	}
}

func encodeConnected(c domain.Connected) ConnectedApplication {
	return ConnectedApplication{Client: c.Client, Worth: each(c.Worth, encodeTarget), Since: c.Since, UsedAt: moment(c.Used)}
}

// ListUserSessions serves GET /users/{id}/sessions.
func (h handlers) ListUserSessions(ctx context.Context, r ListUserSessionsRequestObject) (ListUserSessionsResponseObject, error) {
	found, err := h.use.ListSessions(ctx, callerOf(ctx), r.Id, ask(r.Params.Limit, r.Params.Cursor))
	if err != nil {
		return nil, err
	}
	return ListUserSessions200JSONResponse{Items: each(found.Items, encodeSession), NextCursor: next(found.Next)}, nil
}

// EndUserSession serves DELETE /users/{id}/sessions/{session_id}.
func (h handlers) EndUserSession(ctx context.Context, r EndUserSessionRequestObject) (EndUserSessionResponseObject, error) {
	if err := h.use.EndSession(ctx, callerOf(ctx), r.Id, r.SessionId); err != nil {
		return nil, err
	}
	return EndUserSession204Response{}, nil
}

// ListUserApplications serves GET /users/{id}/applications.
func (h handlers) ListUserApplications(ctx context.Context, r ListUserApplicationsRequestObject) (ListUserApplicationsResponseObject, error) {
	found, err := h.use.ListApplications(ctx, callerOf(ctx), r.Id)
	if err != nil {
		return nil, err
	}
	return ListUserApplications200JSONResponse{Items: each(found, encodeConnected)}, nil
}

// DisconnectUserApplication serves DELETE /users/{id}/applications/{client_id}.
func (h handlers) DisconnectUserApplication(ctx context.Context, r DisconnectUserApplicationRequestObject) (DisconnectUserApplicationResponseObject, error) {
	if err := h.use.Disconnect(ctx, callerOf(ctx), r.Id, r.ClientId); err != nil {
		return nil, err
	}
	return DisconnectUserApplication204Response{}, nil
}

// ListUserPersonalAccessTokens serves GET /users/{id}/personal-access-tokens.
func (h handlers) ListUserPersonalAccessTokens(ctx context.Context, r ListUserPersonalAccessTokensRequestObject) (ListUserPersonalAccessTokensResponseObject, error) {
	found, err := h.use.ListPersonalTokens(ctx, callerOf(ctx), r.Id, ask(r.Params.Limit, r.Params.Cursor))
	if err != nil {
		return nil, err
	}
	return ListUserPersonalAccessTokens200JSONResponse{Items: each(found.Items, encodeToken), NextCursor: next(found.Next)}, nil
}
