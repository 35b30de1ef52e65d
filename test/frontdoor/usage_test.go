package frontdoor

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestOperatorsSeeHowMuchATenantHas reads the numbers and figures of a tenant from
// tenant system, and nothing else of it.
func TestOperatorsSeeHowMuchATenantHas(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		usage := func(slug string) map[string]any {
			t.Helper()
			return w.Must(http.MethodGet, "system", "/tenants/"+slug+"/usage", nil)
		}
		listed := func(path string) int {
			t.Helper()
			return len(w.Must(http.MethodGet, "acme", path, nil)["items"].([]any))
		}
		counted := func(count int) map[string]any { return map[string]any{"count": float64(count), "more": false} }
		before := map[string]any{
			"clients": counted(listed("/clients?limit=200")), "resource_servers": counted(listed("/resource-servers?limit=200")),
			"users": counted(listed("/users?limit=200")), "tokens": counted(listed("/tokens?state=active&limit=200")),
		}
		require.Equal(t, before, usage("acme"))
		others := usage("globex")

		token := w.Token("acme/shop", "", "https://orders.example")
		w.Must(http.MethodPost, "acme", "/users", map[string]any{"username": "one-more"})
		before["tokens"] = counted(listed("/tokens?state=active&limit=200"))
		before["users"] = counted(listed("/users?limit=200"))
		require.Equal(t, before, usage("acme"))
		require.Equal(t, others, usage("globex"))

		require.True(t, w.Active("acme/orders", token))
		w.Flush()
		span := url.Values{"granularity": {"minute"}, "from": {w.Clock.Now().Add(-time.Hour).Format(time.RFC3339)}, "to": {w.Clock.Now().Add(time.Hour).Format(time.RFC3339)}}
		figures := func(tenant, path string) any {
			t.Helper()
			return w.Must(http.MethodGet, tenant, path+"/activity?"+span.Encode(), nil)["items"]
		}
		own := figures("acme", "")
		require.NotEmpty(t, own)
		require.Equal(t, own, figures("system", "/tenants/acme"))
		require.Empty(t, figures("system", "/tenants/globex"))
		require.Equal(t, http.StatusBadRequest, w.Manage(w.Operator, http.MethodGet, "system", "/tenants/acme/activity?granularity=minute", nil).Status)

		w.edit("system", "/tenants/acme", "status", "suspended")
		require.Equal(t, before, usage("acme"), "what is suspended is still counted")
		require.Equal(t, own, figures("system", "/tenants/acme"))
		w.Must(http.MethodDelete, "system", "/tenants/acme", nil)
		for _, path := range []string{"/tenants/acme", "/tenants/nowhere", "/tenants/NoSlug"} {
			require.Equal(t, http.StatusNotFound, w.Manage(w.Operator, http.MethodGet, "system", path+"/usage", nil).Status, path)
			require.Equal(t, http.StatusNotFound, w.Manage(w.Operator, http.MethodGet, "system", path+"/activity?"+span.Encode(), nil).Status, path)
		}
		require.Equal(t, http.StatusNotFound, w.Manage(w.Operator, http.MethodGet, "globex", "/tenants/globex/usage", nil).Status, "at tenant system only")
	})
}
