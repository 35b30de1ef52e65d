package frontdoor

import (
	"encoding/json"
	"maps"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// verdicts are what a preview says, by resource server.
type verdicts map[string]map[string]any

func byServer(list []map[string]any) verdicts {
	all := verdicts{}
	for _, verdict := range list {
		all[verdict["resource_server"].(string)] = verdict
	}
	return all
}

// preview asks what would be told about a token after an edit of a resource server.
func (w *World) preview(server string, change, about map[string]any) (now, then verdicts) {
	w.t.Helper()
	path := "/resource-servers/" + server
	with := map[string]any{"version": w.version("acme")(path)}
	maps.Copy(with, change)
	body := map[string]any{"edit": with}
	maps.Copy(body, about)
	got := w.Manage(w.Operator, http.MethodPost, "acme", path+"/preview", body)
	require.Equal(w.t, http.StatusOK, got.Status, got.Body)
	var answer struct{ Now, Then []map[string]any }
	require.NoError(w.t, json.Unmarshal([]byte(got.Body), &answer))
	require.Len(w.t, answer.Then, len(answer.Now))
	return byServer(answer.Now), byServer(answer.Then)
}

// TestAPreviewIsWhatIsTold previews edits, makes them, and holds what every API is
// told to what was promised.
func TestAPreviewIsWhatIsTold(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		asked := []string{"orders", "billing", "warehouse", "gateway", "shy", "vault"}
		told := func(token string) map[string]map[string]any {
			all := map[string]map[string]any{}
			for _, credential := range asked {
				var answer map[string]any
				require.NoError(t, json.Unmarshal([]byte(w.Introspect("acme/"+credential, token).Body), &answer))
				// One audience is told as a text, and explained as a list.
				if audience, ok := answer["aud"].(string); ok {
					answer["aud"] = []any{audience}
				}
				all[w.Servers["acme/"+credential]] = answer
			}
			return all
		}
		promised := func(all verdicts) map[string]map[string]any {
			answers := map[string]map[string]any{}
			for _, credential := range asked {
				server := w.Servers["acme/"+credential]
				answers[server] = map[string]any{"active": false}
				if answer, ok := all[server]["told"].(map[string]any); ok {
					answers[server] = answer
				}
			}
			return answers
		}
		for _, c := range []struct {
			server string
			change map[string]any
		}{
			{"orders", map[string]any{"release": map[string]any{"claims": []string{"sub"}, "subject": "pairwise"}}},
			{"orders", map[string]any{"scopes": []any{map[string]any{"name": "orders:read"}}}},
			{"billing", map[string]any{"sees": []string{"https://orders.example"}}},
			{"gateway", map[string]any{"hides": []string{"shop"}}},
			{"shy", map[string]any{"hides": []string{}, "sees": []string{"*"}}},
			{"orders", map[string]any{"status": "disabled"}},
		} {
			token := w.Token("acme/shop", "", "https://orders.example")
			server := w.Servers["acme/"+c.server]
			now, then := w.preview(server, c.change, map[string]any{"token": token})
			require.Equal(t, told(token), promised(now), "%v: as things are", c.change)
			require.Equal(t, told(token), promised(now), "%v: a preview changes nothing", c.change)

			// A made-up token is worth what a real one is, and is another.
			sampled, _ := w.preview(server, map[string]any{}, map[string]any{"sample": map[string]any{"client": "shop", "resources": []string{"https://orders.example"}}})
			for id, real := range promised(now) {
				sample := promised(sampled)[id]
				for _, own := range []string{"jti", "iat", "nbf", "exp"} {
					delete(real, own)
					delete(sample, own)
				}
				require.Equal(t, real, sample, "%s: a made-up token", now[id]["name"])
			}

			for member, value := range c.change {
				w.edit("acme", "/resource-servers/"+server, member, value)
			}
			if c.change["status"] == "disabled" {
				// It cannot even ask; what the others are told is the rest of the promise.
				require.Equal(t, "resource_server_disabled", then[server]["reason"])
				continue
			}
			require.Equal(t, told(token), promised(then), "%v: as it was promised", c.change)
		}
		person, _ := w.preview(w.Servers["acme/gateway"], map[string]any{"hides": []string{}}, map[string]any{"sample": map[string]any{"client": "shop", "username": "made-up", "scope": "signed:read"}})
		require.Equal(t, "made-up", person[w.Servers["acme/signed"]]["told"].(map[string]any)["username"])
	})
}

// TestAPreviewTellsNobodyMoreThanTheyMayKnow asks as somebody who may not see
// tokens, and for what cannot be.
func TestAPreviewTellsNobodyMoreThanTheyMayKnow(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.SetPassword("acme", w.AddUser("acme", "dora", "developer"), secret+"dora")
		b := w.NewBrowser()
		b.enterConsole("acme", "dora")
		path := "/resource-servers/" + w.Servers["acme/orders"]
		edit := map[string]any{"version": w.version("acme")(path)}
		shop := map[string]any{"client": "shop"}
		token := w.Token("acme/shop", "", "https://orders.example")
		for does, c := range map[string]struct {
			body   map[string]any
			status int
			field  string
		}{
			"a made-up token":                {map[string]any{"edit": edit, "sample": shop}, http.StatusOK, ""},
			"somebody's token":               {map[string]any{"edit": edit, "token": token}, http.StatusForbidden, ""},
			"what it would see":              {map[string]any{"edit": map[string]any{"version": edit["version"], "sees": []string{"*"}}, "sample": shop}, http.StatusForbidden, "sees"},
			"neither":                        {map[string]any{"edit": edit}, http.StatusBadRequest, "token"},
			"both":                           {map[string]any{"edit": edit, "sample": shop, "token": token}, http.StatusBadRequest, "token"},
			"a client that is not there":     {map[string]any{"edit": edit, "sample": map[string]any{"client": "nobody"}}, http.StatusBadRequest, "sample.client"},
			"a scope that it does not get":   {map[string]any{"edit": edit, "sample": map[string]any{"client": "shop", "scope": "nonsense"}}, http.StatusBadRequest, "sample"},
			"a name that does not print":     {map[string]any{"edit": edit, "sample": map[string]any{"client": "shop", "username": "\u0007"}}, http.StatusBadRequest, "sample.username"},
			"an edit of an old version":      {map[string]any{"edit": map[string]any{"version": 99}, "sample": shop}, http.StatusConflict, ""},
			"an edit that could not be made": {map[string]any{"edit": map[string]any{"version": edit["version"], "name": "\u0007"}, "sample": shop}, http.StatusBadRequest, "name"},
		} {
			got := b.manage(http.MethodPost, "acme", path+"/preview", c.body)
			require.Equal(t, c.status, got.Status, "%s: %s", does, got.Body)
			if c.field != "" {
				require.Contains(t, got.Body, `"field":"`+c.field+`"`, does)
			}
		}
		require.Equal(t, http.StatusNotFound, b.manage(http.MethodPost, "acme", "/resource-servers/"+newID()+"/preview", map[string]any{"edit": edit, "sample": shop}).Status)
		unknown := w.Manage(w.Operator, http.MethodPost, "acme", path+"/preview", map[string]any{"edit": edit, "token": "not a token"})
		require.Equal(t, http.StatusBadRequest, unknown.Status)
	})
}
