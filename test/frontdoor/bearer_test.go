package frontdoor

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// askingAt is the identifier of a tenant's introspection endpoint.
func askingAt(tenant string) string { return PublicURL + "/t/" + tenant + "/oauth2/introspect" }

// registerAgent registers a client that acts for the resource server with the
// credential, at the tenant.
func (w *World) registerAgent(tenant, id, credential string) {
	w.t.Helper()
	w.Secrets[tenant+"/"+id] = w.Must(http.MethodPost, tenant, "/clients", map[string]any{
		"client_id": id, "acts_for": w.Servers[tenant+"/"+credential],
	})["client_secret"].(string)
}

// askWith asks with an access token in place of credentials.
func (w *World) askWith(bearer, endpoint, tenant string, values url.Values) Response {
	w.t.Helper()
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Authorization": {"Bearer " + bearer}}
	return w.Send(http.MethodPost, "/t/"+tenant+"/oauth2/"+endpoint, header, values.Encode())
}

// refusedBearer wants the one refusal of a token there is.
func refusedBearer(t *testing.T, got Response, what string) {
	t.Helper()
	require.Equal(t, http.StatusUnauthorized, got.Status, "%s: %s", what, got.Body)
	require.Equal(t, `Bearer realm="jeton", error="invalid_token"`, got.Header.Get("WWW-Authenticate"), what)
	require.JSONEq(t, `{"error":"invalid_token","error_description":"the access token is not good here"}`, got.Body, what)
	require.Equal(t, "no-store", got.Header.Get("Cache-Control"), what)
}

// TestABearerSeesWhatItsServerSees asks about everything in the place of each
// resource server, and is answered as that one is.
func TestABearerSeesWhatItsServerSees(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		var texts []string
		for _, resource := range []string{"https://orders.example", "https://billing.example", "https://ledger.example", "https://vault.example", "https://signed.example"} {
			texts = append(texts, w.Token("acme/shop", "", resource))
		}
		texts = append(texts, w.Token("acme/probe", ""), w.Token("globex/shop", "orders:read"), unissued(t), "nonsense", "a.b.c")
		for _, credential := range []string{"orders", "billing", "ledger", "signed", "warehouse", "gateway", "shy"} {
			agent := "for-" + credential
			w.registerAgent("acme", agent, credential)
			bearer := w.Token("acme/"+agent, "introspect")
			for range 2 { // the second time what was found is remembered
				for _, text := range texts {
					want := w.Introspect("acme/"+credential, text)
					require.Equal(t, withoutDate(want), withoutDate(w.askWith(bearer, "introspect", "acme", url.Values{"token": {text}})), credential)
				}
				require.Equal(t, w.asAlone("acme/"+credential, texts...).Body, w.askWith(bearer, "introspect/batch", "acme", url.Values{"token": texts}).Body, credential)
			}
		}
		require.Contains(t, w.Log.String(), `"caller":"resource_server:`+w.Servers["acme/orders"]+` client:for-orders"`)
		require.NotContains(t, w.Log.String(), "jtn_at_")
	})
}

// TestWhoMayAskWithABearer takes each thing away that a bearer rests on, asks, and
// gives it back.
func TestWhoMayAskWithABearer(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		about := url.Values{"token": {w.Token("acme/shop", "", "https://orders.example")}}
		orders := w.Servers["acme/orders"]
		w.registerAgent("acme", "agent", "orders")
		w.registerAgent("globex", "agent", "orders")
		alice := w.userID("acme", "alice")
		there := []domain.Target{{ResourceServer: domain.IntrospectionID, Identifier: askingAt("acme"), Scope: domain.Scope{"introspect"}}}
		bearer := w.Token("acme/agent", "", askingAt("acme"))
		asks := func(bearer string) []Response {
			return []Response{w.askWith(bearer, "introspect", "acme", about), w.askWith(bearer, "introspect/batch", "acme", about)}
		}
		good := func(bearer string, what string) {
			t.Helper()
			for _, got := range asks(bearer) {
				require.Equal(t, http.StatusOK, got.Status, "%s: %s", what, got.Body)
				require.Contains(t, got.Body, `"active":true`, what)
			}
		}
		bad := func(bearer string, what string) {
			t.Helper()
			for _, got := range asks(bearer) {
				refusedBearer(t, got, what)
			}
		}
		good(bearer, "as it is")
		for what, text := range map[string]string{
			"nothing": "", "nonsense": "nonsense", "a JWT of nobody's": "a.b.c", "unissued": unissued(t), "cut short": bearer[:len(bearer)-1],
			"two texts": bearer + " " + bearer, "another tenant's": w.Token("globex/agent", "", askingAt("globex")),
			"a token for the API itself": about.Get("token"), "a managing token": w.Token("acme/auditing", ""), "a JWT": w.Token("acme/shop", "", "https://signed.example"),
			"a secret": w.Secrets["acme/agent"], "a credential": w.Secrets["acme/orders"], "the operator token": w.Operator,
			"a person's":                       w.Seed("acme/agent", domain.Token{Kind: domain.AccessToken, User: alice, Audience: there, Scope: there[0].Scope}, time.Hour),
			"a personal one":                   w.Seed("acme/agent", domain.Token{Kind: domain.PersonalToken, User: alice, Audience: there, Scope: there[0].Scope}, time.Hour),
			"a refresh token":                  w.Seed("acme/agent", domain.Token{Kind: domain.RefreshToken, Audience: there, Scope: there[0].Scope}, time.Hour),
			"one bound to a key":               w.Seed("acme/agent", domain.Token{Kind: domain.AccessToken, Confirmation: "x", Audience: there, Scope: there[0].Scope}, time.Hour),
			"not valid yet":                    w.Seed("acme/agent", domain.Token{Kind: domain.AccessToken, NotBefore: Noon.Add(time.Minute), Audience: there, Scope: there[0].Scope}, time.Hour),
			"of a client that acts for nobody": w.Seed("acme/shop", domain.Token{Kind: domain.AccessToken, Audience: there, Scope: there[0].Scope}, time.Hour),
		} {
			bad(text, what)
		}
		narrow := []domain.Target{{ResourceServer: domain.IntrospectionID, Identifier: askingAt("acme")}}
		for _, got := range asks(w.Seed("acme/agent", domain.Token{Kind: domain.AccessToken, Audience: narrow}, time.Hour)) {
			require.Equal(t, http.StatusForbidden, got.Status, got.Body)
			require.Equal(t, `Bearer realm="jeton", error="insufficient_scope", scope="introspect"`, got.Header.Get("WWW-Authenticate"))
			require.Contains(t, got.Body, `"insufficient_scope"`)
		}

		w.edit("acme", "/clients/agent", "status", "disabled")
		bad(bearer, "its client is disabled")
		w.edit("acme", "/clients/agent", "status", "active")
		good(bearer, "its client is back")
		w.edit("acme", "/clients/agent", "acts_for", nil)
		bad(bearer, "its client acts for nobody")
		w.edit("acme", "/clients/agent", "acts_for", w.Servers["acme/billing"])
		for _, got := range asks(bearer) {
			require.Contains(t, got.Body, `{"active":false}`, "it sees what billing sees")
		}
		w.edit("acme", "/clients/agent", "acts_for", orders)
		good(bearer, "it acts for orders again")
		w.edit("acme", "/resource-servers/"+orders, "status", "disabled")
		bad(bearer, "the API is disabled")
		w.edit("acme", "/resource-servers/"+orders, "status", "active")
		good(bearer, "the API is back")
		revoked := w.Token("acme/agent", "", askingAt("acme"))
		require.Equal(t, http.StatusOK, w.Post("revoke", "acme", "acme/agent", url.Values{"token": {revoked}}).Status)
		bad(revoked, "it is revoked")
		good(bearer, "another of the client's")
		w.Clock.Forward(2 * time.Hour)
		bad(bearer, "it has expired")
		bearer = w.Token("acme/agent", "", askingAt("acme"))
		w.Must(http.MethodDelete, "acme", "/resource-servers/"+orders, nil)
		bad(bearer, "the API is gone")
		require.Nil(t, w.Must(http.MethodGet, "acme", "/clients/agent", nil)["acts_for"])
	})
}

// TestATokenNeverVouchesForItself asks about the token that authenticates the
// question, in the place of an API that sees everything.
func TestATokenNeverVouchesForItself(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		w.registerAgent("acme", "agent", "gateway")
		bearer, other := w.Token("acme/agent", ""), w.Token("acme/shop", "", "https://orders.example")
		// No endpoint issues one that is for an API as well.
		both := w.Seed("acme/agent", domain.Token{Kind: domain.AccessToken, Audience: []domain.Target{
			{ResourceServer: domain.IntrospectionID, Identifier: askingAt("acme"), Scope: domain.Scope{"introspect"}},
			{ResourceServer: w.Servers["acme/orders"], Identifier: "https://orders.example", Scope: domain.Scope{"read"}},
		}, Scope: domain.Scope{"introspect", "read"}}, time.Hour)
		w.edit("acme", "/clients/agent", "allowed", []any{map[string]any{"resource_server": "https://orders.example", "scopes": []string{"read"}}})
		require.True(t, w.Active("acme/gateway", both))
		for _, own := range []string{bearer, both} {
			require.Equal(t, inactiveAnswer(), withoutDate(w.askWith(own, "introspect", "acme", url.Values{"token": {own}})))
			got := w.askWith(own, "introspect/batch", "acme", url.Values{"token": {own, other, own}})
			require.True(t, strings.HasPrefix(got.Body, `{"answers":[{"active":false},{"active":true,`), got.Body)
			require.True(t, strings.HasSuffix(got.Body, `},{"active":false}]}`), got.Body)
		}
		require.Contains(t, w.Log.String(), `"reason":"asked_about_itself"`)
		require.Contains(t, w.askWith(bearer, "introspect", "acme", url.Values{"token": {both}}).Body, `"active":true`, "another of the same client's is one like others")
		require.True(t, w.Active("acme/agent", bearer), "its client knows it by its secret")
		require.False(t, w.Active("acme/gateway", bearer), "it is for no API")
	})
}

// TestTokensForAskingAreForNothingElse asks for them in every way there is.
func TestTokensForAskingAreForNothingElse(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		w.registerAgent("acme", "agent", "orders")
		allowed := []any{map[string]any{"resource_server": "https://orders.example", "scopes": []string{"read"}}}
		w.edit("acme", "/clients/agent", "allowed", allowed)
		get := func(pairs ...string) Response {
			return w.Post("token", "acme", "acme/agent", form(append(pairs, grant)...))
		}
		require.Equal(t, http.StatusOK, get("resource="+askingAt("acme")).Status)
		for what, c := range map[string]struct {
			got  Response
			code string
		}{
			"beside an API":                  {get("resource="+askingAt("acme"), "resource=https://orders.example"), "invalid_target"},
			"behind an API":                  {get("resource=https://orders.example", "resource="+askingAt("acme")), "invalid_target"},
			"with a scope of an API":         {get("resource="+askingAt("acme"), "scope=read"), "invalid_scope"},
			"of another tenant":              {get("resource=" + askingAt("globex")), "invalid_target"},
			"with a slash":                   {get("resource=" + askingAt("acme") + "/"), "invalid_target"},
			"by a client that acts for none": {w.Post("token", "acme", "acme/shop", form(grant, "resource="+askingAt("acme"))), "invalid_target"},
		} {
			require.Equal(t, http.StatusBadRequest, c.got.Status, "%s: %s", what, c.got.Body)
			require.Equal(t, c.code, errorOf(t, c.got), what)
		}
		// A client that works with people gets none for them.
		w.edit("acme", "/clients/app", "acts_for", w.Servers["acme/orders"])
		for _, scope := range []string{"introspect", "openid introspect"} {
			b := w.NewBrowser()
			b.Get(authorizing("acme", map[string]string{"scope": scope, "resource": askingAt("acme")}))
			_, answer := b.Returned()
			require.Equal(t, "invalid_target", answer.Get("error"), scope)
		}
		// Nothing else takes one.
		bearer := w.Token("acme/agent", "", askingAt("acme"))
		require.Equal(t, http.StatusUnauthorized, w.userInfo("acme", bearer).Status)
		require.Equal(t, http.StatusUnauthorized, w.Manage(bearer, http.MethodGet, "acme", "/clients", nil).Status)
		for _, caller := range []string{"acme/orders", "acme/gateway", "acme/shop", "globex/orders"} {
			require.False(t, w.Active(caller, bearer), caller)
		}
		for _, endpoint := range []string{"token", "revoke"} {
			got := w.askWith(bearer, endpoint, "acme", form(grant, "token=x"))
			require.Equal(t, http.StatusUnauthorized, got.Status, got.Body)
			require.Equal(t, "invalid_client", errorOf(t, got))
		}
		// Nor is it an API of the tenant's.
		for _, route := range []string{"/resource-servers/" + domain.IntrospectionID, "/resource-servers/" + domain.IntrospectionID + "/credentials"} {
			require.Equal(t, http.StatusNotFound, w.Manage(w.Operator, http.MethodGet, "acme", route, nil).Status)
		}
	})
}

// TestABearerIsReadStrictly presents more than one thing.
func TestABearerIsReadStrictly(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		w.registerAgent("acme", "agent", "orders")
		bearer := w.Token("acme/agent", "")
		for _, endpoint := range []string{"introspect", "introspect/batch"} {
			for _, more := range []string{"client_id=agent", "client_id=orders", "client_secret=x", "client_assertion=a.b.c"} {
				got := w.askWith(bearer, endpoint, "acme", form("token=x", more))
				require.Equal(t, http.StatusBadRequest, got.Status, got.Body)
				require.Contains(t, got.Body, "credentials are presented in two ways at once", more)
			}
			header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Authorization": {"Bearer " + bearer, "Bearer " + bearer}}
			require.Equal(t, http.StatusBadRequest, w.Send(http.MethodPost, "/t/acme/oauth2/"+endpoint, header, "token=x").Status)
			require.Equal(t, http.StatusBadRequest, w.askWith(bearer, endpoint, "acme", form("access_token="+bearer)).Status)
			header["Authorization"] = []string{"bearer " + bearer}
			require.Equal(t, http.StatusOK, w.Send(http.MethodPost, "/t/acme/oauth2/"+endpoint, header, "token=x").Status, "a scheme has no case")
			require.Equal(t, http.StatusNotFound, w.askWith(bearer, endpoint, "nobody", form("token=x")).Status)
		}
	})
}

// TestABearerCostsOneRead counts what goes to the database, and to the caller's
// account.
func TestABearerCostsOneRead(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := OpenLimited(t, databaseURL, 0, 10).Build()
		w.registerAgent("acme", "agent", "orders")
		bearer := w.Token("acme/agent", "")
		w.Clock.Forward(time.Minute)
		token := w.Token("acme/shop", "", "https://orders.example")
		w.Clock.Forward(time.Minute)
		for _, tokens := range [][]string{{token}, {token, unissued(t), "a.b.c", "x"}, {"x"}} {
			for range 2 {
				w.Clock.Forward(time.Second)
				trips, writes := w.Store.Traffic()
				require.Equal(t, http.StatusOK, w.askWith(bearer, "introspect/batch", "acme", url.Values{"token": tokens}).Status)
				after, writesAfter := w.Store.Traffic()
				require.Equal(t, trips+1, after)
				require.Equal(t, writes, writesAfter)
			}
		}
		w.Clock.Forward(time.Second)
		ask := func(n int) int {
			return w.askWith(bearer, "introspect/batch", "acme", url.Values{"token": slices.Repeat([]string{token}, n)}).Status
		}
		require.Equal(t, http.StatusTooManyRequests, ask(11))
		require.Equal(t, http.StatusOK, ask(8))
		require.Equal(t, http.StatusTooManyRequests, ask(3))
		require.Equal(t, http.StatusOK, w.askWith(bearer, "introspect", "acme", form("token=x")).Status)
		require.Equal(t, http.StatusOK, ask(1))
		require.Equal(t, http.StatusTooManyRequests, w.askWith(bearer, "introspect", "acme", form("token=x")).Status)
		require.True(t, w.Active("acme/orders", token), "the API itself has its own")

		w.Flush()
		orders := w.Servers["acme/orders"]
		require.Equal(t, [3]float64{14, 9, 0}, w.figures("acme", "hour")[orders], "they count as the API's")
		require.Equal(t, http.StatusUnauthorized, w.askWith(unissued(t), "introspect", "acme", form("token=x")).Status)
		w.Flush()
		require.Equal(t, [3]float64{0, 0, 1}, w.figures("acme", "hour")[""])
	})
}

// TestABearerIsNeverFromBefore takes back, right before the read that decides,
// something that the caller's own token rests on.
func TestABearerIsNeverFromBefore(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		replica := w.Replica(databaseURL)
		bystander := w.AddUser("acme", "bystander")
		w.registerAgent("acme", "agent", "orders")
		about := url.Values{"token": {w.Token("acme/shop", "", "https://orders.example")}}
		for _, known := range []bool{false, true} {
			for what, take := range map[string]func(tx domain.Changer, key domain.TokenKey) error{
				"the token": func(tx domain.Changer, key domain.TokenKey) error {
					_, err := tx.RevokeToken(t.Context(), key, domain.Revocation{At: Noon, By: "test"})
					return err
				},
				"its client": func(tx domain.Changer, _ domain.TokenKey) error { return tx.RaiseClientEpoch(t.Context(), "agent") },
				"whom its client acts for": func(tx domain.Changer, _ domain.TokenKey) error {
					client, _, err := tx.FindClient(t.Context(), "agent")
					if client.ActsFor = ""; err == nil {
						err = tx.EditClient(t.Context(), client)
					}
					return err
				},
				"the API": func(tx domain.Changer, _ domain.TokenKey) error {
					server, err := tx.FindResourceServer(t.Context(), w.Servers["acme/orders"])
					if server.Status = domain.Disabled; err == nil {
						err = tx.EditResourceServer(t.Context(), server)
					}
					return err
				},
			} {
				bearer := w.Token("acme/agent", "")
				key, err := domain.ParseTokenKey(w.idOf("acme", bearer))
				require.NoError(t, err)
				if known {
					require.Equal(t, http.StatusOK, w.askWith(bearer, "introspect", "acme", about).Status)
				}
				var got Response
				changed := w.meanwhile(replica, "acme", func(tx domain.Changer) error { return tx.RaiseUserEpoch(t.Context(), bystander) }, func() {
					got = w.askWith(bearer, "introspect", "acme", about)
				})
				require.NotZero(t, changed)
				require.Contains(t, got.Body, `"active":true`, "what changed is nothing that it rests on")
				once := true
				w.meanwhile(replica, "acme", func(tx domain.Changer) error {
					if !once {
						return domain.ErrUnchanged
					}
					once = false
					return take(tx, key)
				}, func() { got = w.askWith(bearer, "introspect", "acme", about) })
				refusedBearer(t, got, what)
				w.edit("acme", "/clients/agent", "acts_for", w.Servers["acme/orders"])
				w.edit("acme", "/resource-servers/"+w.Servers["acme/orders"], "status", "active")
			}
		}
	})
}

// TestActsFor sets and takes away whom a client acts for.
func TestActsFor(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := people(t, databaseURL)
		orders, billing := w.Servers["acme/orders"], w.Servers["acme/billing"]
		made := w.Must(http.MethodPost, "acme", "/clients", map[string]any{"client_id": "agent", "acts_for": orders})
		require.Equal(t, orders, made["acts_for"])
		require.Nil(t, w.Must(http.MethodPost, "acme", "/clients", map[string]any{"client_id": "plain", "acts_for": nil})["acts_for"])
		w.edit("acme", "/clients/agent", "name", "Agent")
		require.Equal(t, orders, w.Must(http.MethodGet, "acme", "/clients/agent", nil)["acts_for"], "what is not named stays")
		w.edit("acme", "/clients/agent", "acts_for", billing)
		for _, item := range w.Must(http.MethodGet, "acme", "/clients?q=agent", nil)["items"].([]any) {
			require.Equal(t, billing, item.(map[string]any)["acts_for"])
		}
		w.edit("acme", "/clients/agent", "acts_for", nil)
		require.Nil(t, w.Must(http.MethodGet, "acme", "/clients/agent", nil)["acts_for"])
		w.edit("acme", "/settings", "dynamic_registration", "token")
		initial := w.Must(http.MethodPost, "acme", "/initial-access-tokens", map[string]any{"name": "x"})["token"].(string)
		self := w.registers("acme", initial, map[string]any{"redirect_uris": []string{back}})["client_id"].(string)
		for what, id := range map[string]any{
			"no id": "", "a number": 1, "an identifier": "https://orders.example", "nobody's": newID(), "another tenant's": w.Servers["globex/orders"],
			"the management API's": domain.ManagementID, "userinfo's": domain.IdentityID, "introspection's": domain.IntrospectionID,
		} {
			got := w.Manage(w.Operator, http.MethodPatch, "acme", "/clients/agent", map[string]any{"acts_for": id, "version": w.version("acme")("/clients/agent")})
			require.Equal(t, http.StatusBadRequest, got.Status, "%s: %s", what, got.Body)
			require.Contains(t, got.Body, `"field":"acts_for"`, what)
		}
		for what, body := range map[string]map[string]any{
			"a public client": {"client_id": "spa", "token_endpoint_auth_method": "none", "redirect_uris": []string{back}, "acts_for": orders},
		} {
			got := w.Manage(w.Operator, http.MethodPost, "acme", "/clients", body)
			require.Equal(t, http.StatusBadRequest, got.Status, "%s: %s", what, got.Body)
			require.Contains(t, got.Body, `"field":"acts_for"`, what)
		}
		got := w.Manage(w.Operator, http.MethodPatch, "acme", "/clients/"+self, map[string]any{"acts_for": orders, "version": 1})
		require.Equal(t, http.StatusBadRequest, got.Status, got.Body)
		require.Contains(t, got.Body, "a client that registered itself acts for no resource server")
		naming := map[string]any{"allowed": []any{map[string]any{"resource_server": askingAt("acme"), "scopes": []string{"introspect"}}}, "version": w.version("acme")("/clients/agent")}
		got = w.Manage(w.Operator, http.MethodPatch, "acme", "/clients/agent", naming)
		require.Equal(t, http.StatusBadRequest, got.Status, got.Body)
		require.Contains(t, got.Body, "introspection is opened by acts_for")
	})
}
