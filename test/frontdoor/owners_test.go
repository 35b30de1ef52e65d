package frontdoor

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAnOperatorInvitesAnOwner gives a new tenant its first owner, who chooses a
// password by the link and manages the tenant from the console.
func TestAnOperatorInvitesAnOwner(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.Must(http.MethodPost, "system", "/tenants", map[string]any{"slug": "newly"})
		invite := func(slug string, body map[string]any) Response {
			t.Helper()
			return w.Manage(w.Operator, http.MethodPost, "system", "/tenants/"+slug+"/owners", body)
		}
		got := invite("newly", map[string]any{"username": "olive", "name": "Olive Owner", "email": "olive@example.com"})
		require.Equal(t, http.StatusCreated, got.Status, got.Body)
		var invited struct {
			User       struct{ Roles []string }
			Invitation struct{ URL, Purpose string }
		}
		require.NoError(t, json.Unmarshal([]byte(got.Body), &invited))
		require.Equal(t, []string{"owner"}, invited.User.Roles)
		require.Equal(t, "invite", invited.Invitation.Purpose)
		path, ok := strings.CutPrefix(invited.Invitation.URL, PublicURL)
		require.True(t, ok)
		require.True(t, strings.HasPrefix(path, "/t/newly/password/"))

		b := w.NewBrowser()
		b.Get(path)
		b.Submit(map[string]string{"new-password": secret + "olive"}, "")
		b.enterConsole("newly", "olive")
		require.Equal(t, http.StatusOK, b.manage(http.MethodGet, "newly", "/keys", nil).Status)
		require.Equal(t, http.StatusUnauthorized, b.manage(http.MethodGet, "acme", "/me", nil).Status)
		events := w.Manage(w.Operator, http.MethodGet, "newly", "/audit-events", nil).Body
		require.Contains(t, events, "password-link.created")
		require.Contains(t, events, "operator:token")
		require.NotContains(t, events, path)

		require.Equal(t, http.StatusConflict, invite("newly", map[string]any{"username": "Olive"}).Status, "the username is taken")
		require.Equal(t, http.StatusNotFound, invite("nowhere", map[string]any{"username": "x"}).Status)
		require.Equal(t, http.StatusNotFound, invite("NoSlug", map[string]any{"username": "x"}).Status)
		w.edit("system", "/tenants/newly", "status", "suspended")
		require.Equal(t, http.StatusNotFound, invite("newly", map[string]any{"username": "another"}).Status, "whoever is suspended is restored first")
	})
}
