package admin_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestARoleMayDoWhatItIsListedWith holds the list against what those who hold the
// roles are told of themselves.
func TestARoleMayDoWhatItIsListedWith(t *testing.T) {
	in, _, _ := world(t)
	for tenant, want := range map[string][]string{
		"acme":   {"owner", "admin", "developer", "auditor", "token_operator"},
		"system": {"owner", "admin", "developer", "auditor", "token_operator", "operator"},
	} {
		var got []string
		for _, item := range in.must(http.MethodGet, tenant, "/roles", "").body["items"].([]any) {
			listed := item.(map[string]any)
			role := listed["role"].(string)
			got = append(got, role)
			me := in.as(in.member(tenant, "as-"+role, role), http.MethodGet, tenant, "/me", "")
			require.Equal(t, me.body["permissions"], listed["permissions"], "%s at %s", role, tenant)
		}
		require.Equal(t, want, got, tenant)
	}
}
