package admin

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// policy is a small one, so that the rules are tested and not the roles.
func policy(roles []domain.Role) domain.PermissionSet {
	set := domain.PermissionSet{}
	for _, role := range roles {
		switch role {
		case domain.Auditor:
			set[domain.ReadClients] = true
		case domain.Developer:
			set[domain.ReadClients], set[domain.WriteClients] = true, true
		case domain.TokenOperator:
			set[domain.RevokeTokens] = true
		}
	}
	return set
}

func TestNobodyOutranksMoreThanTheyHold(t *testing.T) {
	m := &Management{Permissions: policy}
	developer := Caller{may: policy([]domain.Role{domain.Developer})}
	require.NoError(t, m.outranks(developer, nil))
	require.NoError(t, m.outranks(developer, []domain.Role{domain.Auditor}))
	require.NoError(t, m.outranks(developer, []domain.Role{domain.Auditor, domain.Developer}))
	require.True(t, domain.KindForbidden.Is(m.outranks(developer, []domain.Role{domain.Auditor, domain.TokenOperator})))
	require.True(t, domain.KindForbidden.Is(m.outranks(Caller{}, []domain.Role{domain.Auditor})))
}

func TestIdentifiersOfOurOwnAreNobodyElses(t *testing.T) {
	caller := Caller{tenant: &domain.Snapshot{Issuer: "https://id.example/t/acme", Tenant: domain.Tenant{Slug: "acme"}}}
	for identifier, refused := range map[string]bool{
		"https://id.example/t/acme":        true,
		"https://id.example/t/acme/api/v1": true,
		"https://id.example/t/globex":      true,
		"https://id.example/t":             true,
		"HTTPS://ID.example/t/globex":      true,
		"https://id.example/":              false,
		"https://id.example/tea":           false,
		"https://orders.example/t/acme":    false,
	} {
		require.Equal(t, refused, domain.ResourceServer{Identifiers: []string{"https://fine.example", identifier}}.CheckForeign(caller.issuers()) != nil, identifier)
	}
}

func TestPermissionsAtATenant(t *testing.T) {
	everybody := Caller{tenant: &domain.Snapshot{Tenant: domain.Tenant{Slug: "acme"}}, may: domain.PermissionSet{}}
	for _, permission := range domain.Permissions() {
		everybody.may[permission] = true
	}
	require.NoError(t, everybody.Check(domain.WriteClients))
	for _, operators := range []domain.Permission{domain.ReadTenants, domain.WriteTenants, domain.SetUp} {
		require.True(t, domain.KindNotFound.Is(everybody.Check(operators)), operators)
	}
	nobody := Caller{tenant: &domain.Snapshot{Tenant: domain.Tenant{Slug: domain.SystemSlug}}}
	require.True(t, domain.KindForbidden.Is(nobody.Check(domain.ReadTenants)))
}

func TestEveryReasonIsExplained(t *testing.T) {
	for _, reason := range []domain.Reason{
		domain.ReasonMalformed, domain.ReasonUnknown, domain.ReasonExpired, domain.ReasonNotYetValid, domain.ReasonRevoked,
		domain.ReasonGrantRevoked, domain.ReasonClientRevoked, domain.ReasonUserRevoked, domain.ReasonTenantRevoked,
		domain.ReasonClientOff, domain.ReasonUserOff, domain.ReasonServerOff, domain.ReasonNotForCaller, domain.ReasonHidden,
		domain.ReasonWrongKind, domain.ReasonRefreshed,
	} {
		require.NotEmpty(t, causes[reason], reason)
	}
}

func TestEventsHoldWhatChangedOnly(t *testing.T) {
	before, after, err := difference(memberRecord{[]domain.Role{domain.Owner}}, memberRecord{[]domain.Role{domain.Admin}})
	require.NoError(t, err)
	require.JSONEq(t, `{"roles": ["owner"]}`, string(before))
	require.JSONEq(t, `{"roles": ["admin"]}`, string(after))

	before, after, err = difference(clientRecord{ID: "shop", Name: "A"}, clientRecord{ID: "shop", Name: "B"})
	require.NoError(t, err)
	require.JSONEq(t, `{"name": "A"}`, string(before))
	require.JSONEq(t, `{"name": "B"}`, string(after))

	before, after, err = difference(nil, keyRecord{"ES256"})
	require.NoError(t, err)
	require.Nil(t, before)
	require.JSONEq(t, `{"alg": "ES256"}`, string(after))
}
