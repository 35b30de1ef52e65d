package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

// SettingsEdit changes a tenant's settings. Nil members stay.
type SettingsEdit struct {
	AccessTokenSeconds   *int64
	SigningKeyDays       *int64
	SecretOverlapSeconds *int64
	RequirePAR           *bool
}

func (e SettingsEdit) over(settings domain.Settings) domain.Settings {
	set(&settings.AccessTokenSeconds, e.AccessTokenSeconds)
	set(&settings.SigningKeyDays, e.SigningKeyDays)
	set(&settings.SecretOverlapSeconds, e.SecretOverlapSeconds)
	set(&settings.RequirePAR, e.RequirePAR)
	return settings
}

// EditSettings changes the settings of the caller's tenant. Settings share their
// version with the tenant's name and status.
func (m *Management) EditSettings(ctx context.Context, caller Caller, version int64, edit SettingsEdit) (domain.Tenant, error) {
	was := caller.tenant.Tenant
	if err := sameVersion(was.Version, version); err != nil {
		return domain.Tenant{}, err
	}
	is := was
	is.Settings = edit.over(was.Settings)
	return m.writeTenant(ctx, caller, caller.store, "settings.edited", was, is)
}
