package bearer

import (
	"encoding/json"
	"net/http"
)

// Metadata serves the API's protected resource metadata (RFC 9728), which tell a
// client where to get a token. Put it under
//
//	GET /.well-known/oauth-protected-resource
//
// with the path of the audience behind it, if that has one (section 3.1). Scopes may
// be left out. It is for APIs of one tenant: of several, each would have its own.
func (g *Guard) Metadata(scopes ...string) http.Handler {
	document, err := json.Marshal(struct {
		Resource string   `json:"resource"`
		Servers  []string `json:"authorization_servers"`
		Methods  []string `json:"bearer_methods_supported"`
		Scopes   []string `json:"scopes_supported,omitempty"`
	}{g.options.API.Audience, []string{g.options.API.Issuer}, []string{"header"}, scopes})
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if err != nil || g.options.APIFor != nil {
			http.Error(w, "there is no metadata of an API of many tenants", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "public, max-age=300")
		// Who cannot be written to has gone.
		_, _ = w.Write(document)
	})
}
