package frontdoor

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// form makes a form of "name=value" pairs; a name may come twice.
func form(pairs ...string) url.Values {
	values := url.Values{}
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		values.Add(name, value)
	}
	return values
}

const grant = "grant_type=client_credentials"

func TestTheTokenEndpoint(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		w.Must(http.MethodPost, "acme", "/clients", map[string]any{
			"client_id": "single", "name": "One API only", "allowed": []any{map[string]any{"resource_server": "https://orders.example", "scopes": []string{"orders:read"}}},
		})
		for _, c := range []struct {
			does, client string
			form         url.Values
			status       int
			// want is the scope of a token, or the error code.
			want string
		}{
			{"all that is allowed at a resource, when no scope is asked", "acme/shop", form(grant, "resource=https://orders.example"), 200, "orders:read orders:write read"},
			{"what was asked, in the order it was asked", "acme/shop", form(grant, "resource=https://orders.example", "scope=read orders:read"), 200, "read orders:read"},
			{"two resources at once", "acme/shop", form(grant, "resource=https://orders.example", "resource=https://billing.example", "scope=orders:read billing:read"), 200, "orders:read billing:read"},
			{"the resource that has all of the scope, when none is named", "acme/shop", form(grant, "scope=billing:read"), 200, "billing:read"},
			{"a client with roles may manage", "acme/auditing", form(grant), 200, ""},
			{"unknown parameters are ignored", "acme/shop", form(grant, "resource=https://orders.example", "colour=brass", "scope=read"), 200, "read"},
			{"an empty scope is no scope", "acme/shop", form(grant, "resource=https://vault.example", "scope="), 200, "vault:open"},

			{"several resources are possible and none is named", "acme/shop", form(grant), 400, "invalid_target"},
			{"no single resource has the scope", "acme/shop", form(grant, "scope=orders:read billing:read"), 400, "invalid_scope"},
			{"a scope of another resource", "acme/shop", form(grant, "resource=https://orders.example", "scope=billing:read"), 400, "invalid_scope"},
			{"a scope that is owned and not allowed", "acme/probe", form(grant, "resource=https://orders.example", "scope=orders:write"), 400, "invalid_scope"},
			{"a scope shared by name, allowed at the other only", "acme/shop", form(grant, "resource=https://billing.example", "scope=read"), 400, "invalid_scope"},
			{"a scope nobody has", "acme/shop", form(grant, "resource=https://orders.example", "scope=nonsense"), 400, "invalid_scope"},
			{"a scope that is none", "acme/shop", form(grant, "scope=a  b"), 400, "invalid_scope"},
			{"a scope named twice", "acme/shop", form(grant, "scope=read read"), 400, "invalid_scope"},
			{"a resource that is not registered", "acme/shop", form(grant, "resource=https://nobody.example"), 400, "invalid_target"},
			{"a resource that is not allowed", "acme/probe", form(grant, "resource=https://billing.example"), 400, "invalid_target"},
			{"a resource with a fragment", "acme/shop", form(grant, "resource=https://orders.example#x"), 400, "invalid_target"},
			{"a resource that is relative", "acme/shop", form(grant, "resource=orders"), 400, "invalid_target"},
			{"a resource in another spelling", "acme/shop", form(grant, "resource=https://ORDERS.example"), 400, "invalid_target"},
			{"a resource named twice", "acme/shop", form(grant, "resource=https://orders.example", "resource=https://orders.example"), 400, "invalid_target"},
			{"managing without a role", "acme/shop", form(grant, "resource="+PublicURL+"/t/acme/api/v1"), 400, "invalid_target"},
			{"managing another tenant", "acme/auditing", form(grant, "resource="+PublicURL+"/t/globex/api/v1"), 400, "invalid_target"},

			{"no grant type", "acme/shop", form("scope=read"), 400, "invalid_request"},
			{"an unknown grant type", "acme/shop", form("grant_type=password", "username=a", "password=b"), 400, "unsupported_grant_type"},
			{"a grant type the client is not registered for", "acme/idle", form(grant), 400, "unauthorized_client"},
			{"a parameter named twice", "acme/shop", form(grant, grant), 400, "invalid_request"},
			{"no credentials", "", form(grant), 401, "invalid_client"},
			{"a client_id alone", "", form(grant, "client_id=shop"), 401, "invalid_client"},
			{"an API's credential", "acme/orders", form(grant), 401, "invalid_client"},
			{"the secret in the form of a client registered for Basic", "", form(grant, "client_id=shop", "client_secret="+w.Secrets["acme/shop"]), 401, "invalid_client"},
			{"the secret in the form as registered", "", form(grant, "client_id=form", "client_secret="+w.Secrets["acme/form"]), 200, "orders:read"},
			{"credentials in two ways", "acme/form", form(grant, "client_id=form", "client_secret="+w.Secrets["acme/form"]), 400, "invalid_request"},
			{"another client_id beside Basic", "acme/shop", form(grant, "client_id=probe"), 400, "invalid_request"},
		} {
			response := w.Post("token", "acme", c.client, c.form)
			require.Equal(t, c.status, response.Status, "%s: %s", c.does, response.Body)
			require.Equal(t, "no-store", response.Header.Get("Cache-Control"), c.does)
			require.Equal(t, "no-cache", response.Header.Get("Pragma"), c.does)
			require.Equal(t, "application/json", response.Header.Get("Content-Type"), c.does)
			var answer map[string]any
			require.NoError(t, json.Unmarshal([]byte(response.Body), &answer), c.does)
			if c.status != http.StatusOK {
				require.Equal(t, c.want, answer["error"], c.does)
				require.NotEmpty(t, answer["error_description"], c.does)
				require.Len(t, answer, 2, c.does)
				require.Equal(t, c.status == http.StatusUnauthorized, response.Header.Get("WWW-Authenticate") != "", c.does)
				continue
			}
			require.Equal(t, "Bearer", answer["token_type"], c.does)
			scope, _ := answer["scope"].(string)
			require.Equal(t, c.want, scope, c.does)
			require.NotContains(t, w.Log.String(), answer["access_token"], "tokens are never logged")
		}
		for _, secret := range w.Secrets {
			require.NotContains(t, w.Log.String(), secret, "secrets are never logged")
		}
	})
}

func TestOAuthRequestsAreReadStrictly(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		authorized := func(id, contentType string) http.Header {
			return http.Header{"Content-Type": {contentType}, "Authorization": {Basic(id, w.Secrets["acme/"+id])}}
		}
		const formType = "application/x-www-form-urlencoded"
		for _, endpoint := range []string{"token", "introspect", "revoke"} {
			path := "/t/acme/oauth2/" + endpoint
			id := map[string]string{"token": "shop", "introspect": "orders", "revoke": "shop"}[endpoint]
			body := form(grant, "token=x", "scope=read").Encode()
			for _, c := range []struct {
				does, method, path string
				header             http.Header
				body               string
				status             int
			}{
				{"GET", http.MethodGet, path + "?token=x", authorized(id, formType), "", 405},
				{"HEAD", http.MethodHead, path, authorized(id, formType), "", 405},
				{"PUT", http.MethodPut, path, authorized(id, formType), body, 405},
				{"DELETE", http.MethodDelete, path, authorized(id, formType), "", 405},
				{"a query", http.MethodPost, path + "?token=x", authorized(id, formType), body, 400},
				{"a secret in the query", http.MethodPost, path + "?client_secret=x", authorized(id, formType), body, 400},
				{"an empty query", http.MethodPost, path + "?", authorized(id, formType), body, 400},
				{"JSON", http.MethodPost, path, authorized(id, "application/json"), `{"token":"x"}`, 415},
				{"no content type", http.MethodPost, path, http.Header{"Authorization": authorized(id, "")["Authorization"]}, body, 415},
				{"a body that is too large", http.MethodPost, path, authorized(id, formType), "token=" + strings.Repeat("x", 70_000), 413},
				{"two Authorization headers", http.MethodPost, path, http.Header{"Content-Type": {formType}, "Authorization": {Basic(id, w.Secrets["acme/"+id]), "Basic x"}}, body, 400},
				{"a repeated parameter", http.MethodPost, path, authorized(id, formType), body + "&token=y", 400},
				{"an unknown tenant", http.MethodPost, "/t/nobody/oauth2/" + endpoint, authorized(id, formType), body, 404},
				{"a tenant in upper case", http.MethodPost, "/t/ACME/oauth2/" + endpoint, authorized(id, formType), body, 404},
				{"a reserved slug", http.MethodPost, "/t/api/oauth2/" + endpoint, authorized(id, formType), body, 404},
				{"an escaped tenant", http.MethodPost, "/t/%61cme/oauth2/" + endpoint, authorized(id, formType), body, 400},
				{"a doubled slash", http.MethodPost, "/t//acme/oauth2/" + endpoint, authorized(id, formType), body, 400},
				{"a slash at the end", http.MethodPost, path + "/", authorized(id, formType), body, 400},
				{"an escaped slash", http.MethodPost, "/t/acme%2foauth2/" + endpoint, authorized(id, formType), body, 400},
				{"an endpoint in upper case", http.MethodPost, "/t/acme/OAUTH2/" + endpoint, authorized(id, formType), body, 404},
			} {
				response := w.Send(c.method, c.path, c.header, c.body)
				require.Equal(t, c.status, response.Status, "%s: %s: %s", endpoint, c.does, response.Body)
				require.Empty(t, response.Header.Get("Location"), "%s: %s", endpoint, c.does)
				if c.status == http.StatusMethodNotAllowed {
					require.Contains(t, response.Header.Get("Allow"), http.MethodPost, "%s: %s", endpoint, c.does)
				}
				if c.method != http.MethodHead {
					var answer map[string]string
					require.NoError(t, json.Unmarshal([]byte(response.Body), &answer), "%s: %s", endpoint, c.does)
					require.NotEmpty(t, answer["error"], "%s: %s", endpoint, c.does)
				}
			}
			missing := w.Send(http.MethodPost, path, authorized(id, formType), "hint=x")
			require.Equal(t, http.StatusBadRequest, missing.Status, "%s without its parameter", endpoint)
		}
	})
}

// TestJWTAccessTokensAreWhatTheRFCSays checks the claims of RFC 9068 section 2.2
// against what introspection says of the same token.
func TestJWTAccessTokensAreWhatTheRFCSays(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		for _, c := range []struct {
			api, resource string
			alg           jose.SignatureAlgorithm
		}{
			{"acme/signed", "https://signed.example", jose.ES256},
			{"acme/signed-rsa", "https://rsa.example", jose.RS256},
			{"acme/signed-edwards", "https://edwards.example", jose.EdDSA},
		} {
			token := w.Token("acme/shop", "", c.resource)
			parsed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{c.alg})
			require.NoError(t, err)
			require.Equal(t, "at+jwt", parsed.Signatures[0].Protected.ExtraHeaders["typ"])
			var set jose.JSONWebKeySet
			response := w.Send(http.MethodGet, "/t/acme/oauth2/jwks", nil, "")
			require.NoError(t, json.Unmarshal([]byte(response.Body), &set))
			payload, err := parsed.Verify(set)
			require.NoError(t, err)
			var claims, told map[string]any
			require.NoError(t, json.Unmarshal(payload, &claims))
			require.NoError(t, json.Unmarshal([]byte(w.Introspect(c.api, token).Body), &told))
			for _, member := range []string{"iss", "sub", "aud", "client_id", "scope", "iat", "nbf", "exp", "jti"} {
				require.NotNil(t, claims[member], member)
				require.Equal(t, told[member], claims[member], member)
			}
			require.Len(t, claims, 9)
		}
		// A token for several is never a JWT: it would say the same to all.
		several := w.Token("acme/shop", "", "https://signed.example", "https://orders.example")
		_, _, ok := domain.ParseToken(domain.NewSecret(several))
		require.True(t, ok)
	})
}

func TestMetadataListsWhatWorks(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		issuer := PublicURL + "/t/acme"
		var documents []string
		for _, path := range []string{"/t/acme/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/t/acme"} {
			// Neither Host nor any forwarding header changes what a URL is made of.
			response := w.Send(http.MethodGet, path, http.Header{
				"X-Forwarded-Host": {"evil.example"}, "X-Forwarded-Proto": {"ftp"}, "Forwarded": {"host=evil.example"}, "X-Original-Url": {"/t/globex"},
			}, "")
			require.Equal(t, http.StatusOK, response.Status, response.Body)
			require.Equal(t, "application/json", response.Header.Get("Content-Type"))
			require.NotContains(t, response.Body, "evil")
			documents = append(documents, response.Body)
		}
		require.Equal(t, documents[0], documents[1])
		var got map[string]any
		require.NoError(t, json.Unmarshal([]byte(documents[0]), &got))
		proving := []any{"client_secret_basic", "client_secret_post", "private_key_jwt"}
		methods := append(slices.Clone(proving), "none")
		algs := []any{"RS256", "PS256", "ES256", "EdDSA"}
		require.Equal(t, map[string]any{
			"issuer": issuer, "token_endpoint": issuer + "/oauth2/token", "jwks_uri": issuer + "/oauth2/jwks",
			"authorization_endpoint": issuer + "/oauth2/authorize", "userinfo_endpoint": issuer + "/oauth2/userinfo", "end_session_endpoint": issuer + "/oauth2/logout",
			"backchannel_logout_supported": true, "backchannel_logout_session_supported": true,
			"pushed_authorization_request_endpoint": issuer + "/oauth2/par", "require_pushed_authorization_requests": false,
			"device_authorization_endpoint": issuer + "/oauth2/device_authorization",
			"grant_types_supported":         []any{"authorization_code", "client_credentials", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"},
			"response_types_supported":      []any{"code"}, "response_modes_supported": []any{"query", "form_post"},
			"code_challenge_methods_supported": []any{"S256"}, "prompt_values_supported": []any{"none", "login", "consent", "select_account"},
			"scopes_supported": []any{"openid", "profile", "email", "offline_access"}, "subject_types_supported": []any{"public", "pairwise"},
			"id_token_signing_alg_values_supported":          []any{"RS256", "ES256", "EdDSA"},
			"claims_supported":                               []any{"sub", "name", "preferred_username", "updated_at", "email", "email_verified", "iss", "aud", "exp", "iat", "auth_time", "sid"},
			"authorization_response_iss_parameter_supported": true, "claims_parameter_supported": false,
			"request_parameter_supported": false, "request_uri_parameter_supported": false,
			"token_endpoint_auth_methods_supported": methods, "token_endpoint_auth_signing_alg_values_supported": algs,
			"introspection_endpoint": issuer + "/oauth2/introspect", "introspection_endpoint_auth_methods_supported": append(proving, "Bearer"),
			"introspection_endpoint_auth_signing_alg_values_supported": algs,
			"revocation_endpoint": issuer + "/oauth2/revoke", "revocation_endpoint_auth_methods_supported": methods,
			"revocation_endpoint_auth_signing_alg_values_supported": algs,
		}, got)
		for _, name := range []string{"token_endpoint", "introspection_endpoint", "revocation_endpoint"} {
			path := strings.TrimPrefix(got[name].(string), PublicURL)
			require.Equal(t, http.StatusUnauthorized, w.Send(http.MethodPost, path, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, form(grant, "token=x").Encode()).Status, "%s works", name)
		}
	})
}
