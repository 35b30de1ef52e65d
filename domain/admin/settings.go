package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

// SettingsEdit changes a tenant's settings. Nil members stay.
type SettingsEdit struct {
	AccessTokenSeconds   *int64 `json:"access_token_seconds"`
	SigningKeyDays       *int64 `json:"signing_key_days"`
	SecretOverlapSeconds *int64 `json:"secret_overlap_seconds"`
	SessionSeconds       *int64 `json:"session_seconds"`
	SessionIdleSeconds   *int64 `json:"session_idle_seconds"`
	RefreshSeconds       *int64 `json:"refresh_seconds"`
	RefreshIdleSeconds   *int64 `json:"refresh_idle_seconds"`
	// RefreshGraceSeconds and PersonalTokenSeconds may be 0, for none.
	RefreshGraceSeconds  *int64 `json:"refresh_grace_seconds"`
	PersonalTokenSeconds *int64 `json:"personal_access_token_seconds"`
	// BrandColor empty takes the colour away.
	BrandColor          *string `json:"brand_color"`
	RequirePAR          *bool   `json:"require_pushed_authorization_requests"`
	DynamicRegistration *string `json:"dynamic_registration"`
	CallerRate          *int64  `json:"caller_requests_per_second"`
}

func (e SettingsEdit) over(settings domain.Settings) domain.Settings {
	set(&settings.AccessTokenSeconds, e.AccessTokenSeconds)
	set(&settings.SigningKeyDays, e.SigningKeyDays)
	set(&settings.SecretOverlapSeconds, e.SecretOverlapSeconds)
	set(&settings.RequirePAR, e.RequirePAR)
	set(&settings.SessionSeconds, e.SessionSeconds)
	set(&settings.SessionIdleSeconds, e.SessionIdleSeconds)
	set(&settings.RefreshSeconds, e.RefreshSeconds)
	set(&settings.RefreshIdleSeconds, e.RefreshIdleSeconds)
	set(&settings.RefreshGraceSeconds, orNone(e.RefreshGraceSeconds))
	set(&settings.PersonalTokenSeconds, orNone(e.PersonalTokenSeconds))
	set(&settings.BrandColor, e.BrandColor)
	set(&settings.DynamicRegistration, e.DynamicRegistration)
	set(&settings.CallerRate, e.CallerRate)
	return settings
}

// check refuses what stands for something else inside: 0 for a default, below it
// for none.
func (e SettingsEdit) check() error {
	for _, lasting := range []struct {
		field   string
		seconds *int64
		least   int64
	}{
		{"session_seconds", e.SessionSeconds, 1},
		{"session_idle_seconds", e.SessionIdleSeconds, 1},
		{"refresh_seconds", e.RefreshSeconds, 1},
		{"refresh_idle_seconds", e.RefreshIdleSeconds, 1},
		{"refresh_grace_seconds", e.RefreshGraceSeconds, 0},
		{"personal_access_token_seconds", e.PersonalTokenSeconds, 0},
	} {
		if lasting.seconds != nil && *lasting.seconds < lasting.least {
			return domain.InvalidField(lasting.field, "it is %d seconds at the least", lasting.least)
		}
	}
	return nil
}

func orNone(seconds *int64) *int64 {
	if seconds == nil {
		return nil
	}
	kept := domain.OrNone(*seconds)
	return &kept
}

// EditSettings changes the settings of the caller's tenant. Settings share their
// version with the tenant's name and status.
func (m *Management) EditSettings(ctx context.Context, caller Caller, version int64, edit SettingsEdit) (domain.Tenant, error) {
	was := caller.tenant.Tenant
	if err := sameVersion(was.Version, version); err != nil {
		return domain.Tenant{}, err
	}
	if err := edit.check(); err != nil {
		return domain.Tenant{}, err
	}
	is := was
	is.Settings = edit.over(was.Settings)
	return m.writeTenant(ctx, caller, caller.store, "settings.edited", was, is)
}
