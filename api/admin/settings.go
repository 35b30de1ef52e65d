package admin

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/admin"
)

// settingValues are a tenant's settings as they are told: none has a default that
// is not there.
type settingValues struct {
	AccessTokenSeconds   int64  `json:"access_token_seconds"`
	SigningKeyDays       int64  `json:"signing_key_days"`
	SecretOverlapSeconds int64  `json:"secret_overlap_seconds"`
	SessionSeconds       int64  `json:"session_seconds"`
	SessionIdleSeconds   int64  `json:"session_idle_seconds"`
	RefreshSeconds       int64  `json:"refresh_seconds"`
	RefreshIdleSeconds   int64  `json:"refresh_idle_seconds"`
	RefreshGraceSeconds  int64  `json:"refresh_grace_seconds"`
	RequirePAR           bool   `json:"require_pushed_authorization_requests"`
	PersonalTokenSeconds int64  `json:"personal_access_token_seconds"`
	BrandColor           string `json:"brand_color"`
	DynamicRegistration  string `json:"dynamic_registration"`
	CallerRate           int64  `json:"caller_requests_per_second"`
}

func encodeSettingValues(s domain.Settings) settingValues { return settingValues(s.Filled()) }

// settingsBody is an answer with a tenant's settings.
type settingsBody struct {
	settingValues
	Limits    Limits    `json:"limits"`
	Version   int64     `json:"version"`
	UpdatedAt time.Time `json:"updated_at"`
}

// settingsEditBody is a change of them.
type settingsEditBody struct {
	Version int64 `json:"version"`
	admin.SettingsEdit
}

func (h handlers) encodeSettings(t domain.Tenant) Settings {
	rates := h.use.Rates.Of(t)
	limits := Limits{RequestsPerSecond: rates.Tenant, CallerRequestsPerSecond: rates.Caller}
	return Settings{encodeSettingValues(t.Settings), limits, t.Version, t.Updated}
}

// GetSettings serves GET /settings.
func (h handlers) GetSettings(ctx context.Context, _ GetSettingsRequestObject) (GetSettingsResponseObject, error) {
	return GetSettings200JSONResponse(h.encodeSettings(callerOf(ctx).Tenant())), nil
}

// EditSettings serves PATCH /settings.
func (h handlers) EditSettings(ctx context.Context, r EditSettingsRequestObject) (EditSettingsResponseObject, error) {
	edited, err := h.use.EditSettings(ctx, callerOf(ctx), r.Body.Version, r.Body.SettingsEdit)
	if err != nil {
		return nil, err
	}
	return EditSettings200JSONResponse(h.encodeSettings(edited)), nil
}
