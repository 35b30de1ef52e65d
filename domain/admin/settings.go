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
	BrandColor *string `json:"brand_color"`
	RequirePAR *bool   `json:"require_pushed_authorization_requests"`
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
	return settings
}

// check refuses 0 where that stands for the default inside: who means the default
// leaves the member out.
func (e SettingsEdit) check() error {
	for field, seconds := range map[string]*int64{
		"session_seconds": e.SessionSeconds, "session_idle_seconds": e.SessionIdleSeconds,
		"refresh_seconds": e.RefreshSeconds, "refresh_idle_seconds": e.RefreshIdleSeconds,
	} {
		if seconds != nil && *seconds == 0 {
			return domain.InvalidField(field, "nothing lasts for 0 seconds")
		}
	}
	for field, seconds := range map[string]*int64{
		"refresh_grace_seconds": e.RefreshGraceSeconds, "personal_access_token_seconds": e.PersonalTokenSeconds,
	} {
		if seconds != nil && *seconds < 0 {
			return domain.InvalidField(field, "a number of seconds is not below 0")
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
