package keys

import "github.com/jeton-id/jeton/domain"

// CarryHashKey gives a tenant's wrapped hash key as another wrapper wraps it.
func (w Wrapper) CarryHashKey(to Wrapper, tenant domain.TenantID, wrapped domain.Wrapped) (domain.Wrapped, error) {
	return w.carry(to, tenant, hashPurpose, wrapped)
}

// CarrySigningKey gives a tenant's wrapped signing key as another wrapper wraps it.
func (w Wrapper) CarrySigningKey(to Wrapper, tenant domain.TenantID, id string, wrapped domain.Wrapped) (domain.Wrapped, error) {
	return w.carry(to, tenant, signingPurpose+id, wrapped)
}

func (w Wrapper) carry(to Wrapper, tenant domain.TenantID, purpose string, wrapped domain.Wrapped) (domain.Wrapped, error) {
	material, err := w.Unwrap(tenant, purpose, wrapped)
	if err != nil {
		return nil, err
	}
	return to.Wrap(tenant, purpose, material)
}
