package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/admin"
)

func encodeSettings(t domain.Tenant) Settings {
	return Settings{
		AccessTokenSeconds: t.Settings.AccessTokenSeconds, SigningKeyDays: t.Settings.SigningKeyDays,
		SecretOverlapSeconds: t.Settings.SecretOverlapSeconds, RequirePushedAuthorizationRequests: t.Settings.RequirePAR,
		Version: t.Version, UpdatedAt: t.Updated,
	}
}

// GetSettings serves GET /settings.
func (h handlers) GetSettings(ctx context.Context, _ GetSettingsRequestObject) (GetSettingsResponseObject, error) {
	return GetSettings200JSONResponse(encodeSettings(callerOf(ctx).Tenant())), nil
}

// EditSettings serves PATCH /settings.
func (h handlers) EditSettings(ctx context.Context, r EditSettingsRequestObject) (EditSettingsResponseObject, error) {
	edited, err := h.use.EditSettings(ctx, callerOf(ctx), r.Body.Version, admin.SettingsEdit{
		AccessTokenSeconds: r.Body.AccessTokenSeconds, SigningKeyDays: r.Body.SigningKeyDays,
		SecretOverlapSeconds: r.Body.SecretOverlapSeconds, RequirePAR: r.Body.RequirePushedAuthorizationRequests,
	})
	if err != nil {
		return nil, err
	}
	return EditSettings200JSONResponse(encodeSettings(edited)), nil
}
