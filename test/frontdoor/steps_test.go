package frontdoor

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

type randomReader struct{}

func (randomReader) Read(p []byte) (int, error) { return rand.Read(p) }

// step does what a line under "after" says, at the token's tenant unless it
// names another.
func (w *World) step(step, client, token string) {
	w.t.Helper()
	tenant, _, _ := strings.Cut(client, "/")
	words := strings.Fields(step)
	last := words[len(words)-1]
	if other, name, ok := strings.Cut(last, "/"); ok {
		tenant, last = other, name
	} else if len(words) > 2 && last == "globex" {
		tenant = last
	}
	ok := map[string]func(){
		"forward": func() {
			d, err := time.ParseDuration(last)
			require.NoError(w.t, err)
			w.Clock.Forward(d)
		},
		"client revokes": func() {
			response := w.Post("revoke", tenant, client, url.Values{"token": {token}})
			require.Equal(w.t, http.StatusOK, response.Status, response.Body)
			require.Empty(w.t, response.Body)
		},
		"client is": func() {
			response := w.Post("revoke", tenant, client, url.Values{"token": {token}})
			require.Equal(w.t, http.StatusBadRequest, response.Status, response.Body)
			require.Contains(w.t, response.Body, "unauthorized_client")
		},
		"revoke token":    func() { w.Must(http.MethodPost, tenant, "/tokens/"+w.idOf(tenant, token)+"/revoke", map[string]any{}) },
		"revoke grant":    func() { w.revoke(tenant, "grant", w.record(tenant, token)["grant"]) },
		"revoke client":   func() { w.revoke(tenant, "client", last) },
		"revoke user":     func() { w.revoke(tenant, "user", w.userID(tenant, last)) },
		"revoke tenant":   func() { w.revoke(tenant, "tenant", true) },
		"disable client":  func() { w.edit(tenant, "/clients/"+last, "status", "disabled") },
		"enable client":   func() { w.edit(tenant, "/clients/"+last, "status", "active") },
		"remove client":   func() { w.Must(http.MethodDelete, tenant, "/clients/"+last, nil) },
		"register client": func() { w.Must(http.MethodPost, tenant, "/clients", w.declaration(tenant, last)) },
		"disable api":     func() { w.edit(tenant, "/resource-servers/"+w.Servers[tenant+"/"+last], "status", "disabled") },
		"remove api":      func() { w.Must(http.MethodDelete, tenant, "/resource-servers/"+w.Servers[tenant+"/"+last], nil) },
		"register api":    func() { w.Must(http.MethodPost, tenant, "/resource-servers", w.declaration(tenant, last)) },
		"disable user":    func() { w.disableUser(tenant, last) },
		"allow shop": func() {
			allowed := []any{}
			if last != "nothing" {
				allowed = append(allowed, map[string]any{"resource_server": "https://orders.example", "scopes": []string{last}})
			}
			w.edit(tenant, "/clients/shop", "allowed", allowed)
		},
		"scopes of": func() {
			w.edit(tenant, "/resource-servers/"+w.Servers[tenant+"/"+words[2]], "scopes", []any{map[string]any{"name": last}})
		},
	}
	action, known := ok[words[0]]
	if !known {
		action, known = ok[words[0]+" "+words[1]]
	}
	require.True(w.t, known, "no such step: %s", step)
	action()
}

// edit changes one member of what is at the path.
func (w *World) edit(tenant, path, member string, value any) {
	w.t.Helper()
	now := w.Must(http.MethodGet, tenant, path, nil)
	w.Must(http.MethodPatch, tenant, path, map[string]any{member: value, "version": now["version"]})
}

func (w *World) revoke(tenant, target string, name any) {
	w.t.Helper()
	w.Must(http.MethodPost, tenant, "/revocations", map[string]any{target: name})
}

// record gives what the inspector has on a token.
func (w *World) record(tenant, token string) map[string]any {
	w.t.Helper()
	inspection := w.Must(http.MethodPost, tenant, "/tokens/inspect", map[string]any{"token": token})
	record, ok := inspection["record"].(map[string]any)
	require.True(w.t, ok, "no record: %v", inspection)
	return record
}

// idOf gives the id of a token by its text: the jti.
func (w *World) idOf(tenant, token string) string {
	w.t.Helper()
	if _, drawer, ok := domain.ParseToken(domain.NewSecret(token)); ok {
		return w.HashKey(tenant).TokenKey(drawer, domain.NewSecret(token)).String()
	}
	parts := strings.Split(token, ".")
	require.Len(w.t, parts, 3)
	decoded, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(w.t, err)
	var claims struct{ Jti string }
	require.NoError(w.t, json.Unmarshal(decoded, &claims))
	return claims.Jti
}

func (w *World) userID(tenant, username string) string {
	w.t.Helper()
	id, ok := w.Users[tenant+"/"+username]
	require.True(w.t, ok, "no such user")
	return id
}

func (w *World) disableUser(slug, username string) {
	w.t.Helper()
	w.edit(slug, "/users/"+w.userID(slug, username), "status", "disabled")
}
