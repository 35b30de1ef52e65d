package tenants

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// TestRolesMayDoExactlyThis is the policy written out: a line that changes it
// changes this table, in plain sight.
func TestRolesMayDoExactlyThis(t *testing.T) {
	reading := "self:read settings:read resource-servers:read clients:read users:read members:read tokens:read grants:read audit-events:read keys:read"
	want := map[domain.Role]string{
		domain.Auditor:       reading,
		domain.Developer:     "self:read settings:read resource-servers:read resource-servers:write clients:read clients:write members:read keys:read",
		domain.TokenOperator: "self:read settings:read resource-servers:read clients:read users:read members:read tokens:read tokens:revoke grants:read audit-events:read",
		domain.Admin:         reading + " settings:write resource-servers:write visibility:write clients:write users:write members:write tokens:revoke keys:rotate",
		domain.Owner:         reading + " settings:write resource-servers:write visibility:write clients:write users:write members:write tokens:revoke keys:rotate ownership:write",
		domain.Operator:      words(domain.Permissions()),
	}
	for _, role := range domain.Roles() {
		var got []string
		for permission := range Permissions([]domain.Role{role}) {
			got = append(got, string(permission))
		}
		require.ElementsMatch(t, strings.Fields(want[role]), got, "role %s", role)
	}
	require.Empty(t, Permissions(nil))
	require.Empty(t, Permissions([]domain.Role{"stranger"}))
}

func words(permissions []domain.Permission) string {
	return strings.Trim(fmt.Sprint(permissions), "[]")
}

func TestOnlyOwnersCoverOwners(t *testing.T) {
	owner := Permissions([]domain.Role{domain.Owner})
	for _, role := range []domain.Role{domain.Admin, domain.Developer, domain.Auditor, domain.TokenOperator} {
		require.False(t, Permissions([]domain.Role{role}).Covers(owner), "role %s", role)
		require.True(t, owner.Covers(Permissions([]domain.Role{role})), "role %s", role)
	}
}

func TestSight(t *testing.T) {
	servers := []domain.ResourceServer{
		{ID: "orders", Identifiers: []string{"https://orders"}},
		{ID: "billing", Identifiers: []string{"https://billing", "https://invoices"}, Sees: []string{"https://orders"}, Hides: []string{"shop"}},
		{ID: "gateway", Identifiers: []string{"https://gateway"}, Sees: []string{"*"}, Hides: []string{"probe", "shop"}},
		{ID: "shy", Identifiers: []string{"https://shy"}, Hides: []string{"shop"}},
		{ID: "lost", Identifiers: []string{"https://lost"}, Sees: []string{"https://nobody"}},
	}
	got, err := sights(servers)
	require.NoError(t, err)
	for id, want := range map[string]struct{ servers, hidden []string }{
		"orders":  {[]string{"orders"}, nil},
		"billing": {[]string{"billing", "orders"}, []string{"shop"}},
		"gateway": {[]string{"billing", "gateway", "lost", "orders", "shy"}, []string{"probe", "shop"}},
		"shy":     {[]string{"shy"}, []string{"shop"}},
		"lost":    {[]string{"lost"}, nil},
	} {
		require.Equal(t, want.servers, on(got[id].Servers), id)
		require.Equal(t, want.hidden, on(got[id].Hidden), id)
	}
	require.Len(t, got, len(servers))
	require.NotContains(t, got["gateway"].Servers, domain.ManagementID)
}

func on(set map[string]bool) []string {
	var members []string
	for member, in := range set {
		if in {
			members = append(members, member)
		}
	}
	slices.Sort(members)
	return members
}

// BenchmarkSights is the worst tenant one can think of: every other resource
// server is a gateway.
func BenchmarkSights(b *testing.B) {
	var servers []domain.ResourceServer
	for i := range 180 {
		rs := domain.ResourceServer{ID: fmt.Sprint(i), Identifiers: []string{fmt.Sprintf("https://%d.example", i)}}
		if i%2 == 0 {
			rs.Sees = []string{"*"}
		}
		servers = append(servers, rs)
	}
	for b.Loop() {
		if _, err := sights(servers); err != nil {
			b.Fatal(err)
		}
	}
}
