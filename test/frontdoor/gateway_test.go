package frontdoor

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// gatewayMethods are those of the requests that gateways hold, but for HEAD, which
// comes with GET.
var gatewayMethods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions}

// identityHeaders say who a request is from.
var identityHeaders = []string{"Jeton-Issuer", "Jeton-Subject", "Jeton-Client-Id", "Jeton-Username", "Jeton-Scope", "Jeton-Token-Id", "Jeton-Expires"}

// verify asks as the gateway of an API, named with its tenant, about a request with
// the Authorization headers. Query has what follows the path.
func (w *World) verify(caller, query string, authorization ...string) Response {
	w.t.Helper()
	tenant, id, _ := strings.Cut(caller, "/")
	header := http.Header{"Jeton-Authorization": {Basic(id, w.Secrets[caller])}}
	if len(authorization) > 0 {
		header["Authorization"] = authorization
	}
	return w.Send(http.MethodGet, "/t/"+tenant+"/gateway/verify"+query, header, "")
}

// identity gives the identity headers of an answer, and wants all of them or none.
func identity(t *testing.T, got Response) map[string]string {
	t.Helper()
	told := map[string]string{}
	for _, name := range identityHeaders {
		if got.Status != http.StatusOK {
			require.Empty(t, got.Header.Values(name), name)
			continue
		}
		require.Len(t, got.Header.Values(name), 1, name)
		told[name] = got.Header.Get(name)
	}
	return told
}

// TestAGatewayIsToldWhatItsAPIIs looks at the headers for APIs with each release
// policy.
func TestAGatewayIsToldWhatItsAPIIs(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		alice := w.AddUser("acme", "alice")
		of := func(credential, resource string, scope ...string) string {
			return w.Seed("acme/shop", domain.Token{Kind: domain.AccessToken, User: alice, Scope: scope, Audience: []domain.Target{{
				ResourceServer: w.Servers["acme/"+credential], Identifier: resource, Scope: scope,
			}}}, 10*time.Minute)
		}
		expires := strconv.FormatInt(Noon.Add(10*time.Minute).Unix(), 10)
		told := func(caller, token string) map[string]string {
			got := w.verify(caller, "", "Bearer "+token)
			require.Equal(t, http.StatusOK, got.Status, got.Body)
			require.Empty(t, got.Body)
			require.Equal(t, "no-store", got.Header.Get("Cache-Control"))
			require.Empty(t, got.Header.Values("WWW-Authenticate"))
			return identity(t, got)
		}
		orders := of("orders", "https://orders.example", "orders:read", "orders:write")
		require.Equal(t, map[string]string{
			"Jeton-Issuer": PublicURL + "/t/acme", "Jeton-Subject": alice, "Jeton-Client-Id": "shop", "Jeton-Username": "alice",
			"Jeton-Scope": "orders:read orders:write", "Jeton-Token-Id": w.idOf("acme", orders), "Jeton-Expires": expires,
		}, told("acme/orders", orders))
		vault := of("vault", "https://vault.example", "vault:open")
		require.Equal(t, map[string]string{
			"Jeton-Issuer": PublicURL + "/t/acme", "Jeton-Subject": "", "Jeton-Client-Id": "", "Jeton-Username": "",
			"Jeton-Scope": "vault:open", "Jeton-Token-Id": w.idOf("acme", vault), "Jeton-Expires": expires,
		}, told("acme/vault", vault), "what is withheld is there, and empty")
		ledger := told("acme/ledger", of("ledger", "https://ledger.example", "ledger:read"))
		require.Equal(t, w.HashKey("acme").Pairwise(w.Servers["acme/ledger"], alice), ledger["Jeton-Subject"])
		require.Equal(t, "shop", told("acme/signed", w.Token("acme/shop", "", "https://signed.example"))["Jeton-Subject"], "a JWT is asked about like any other")
		require.Equal(t, "", told("acme/orders", of("orders", "https://orders.example"))["Jeton-Scope"])

		logged := w.Log.String()
		require.Contains(t, logged, `"route":"/t/:tenant/gateway/verify"`)
		require.Contains(t, logged, `"caller":"resource_server:`+w.Servers["acme/orders"]+`"`)
		require.NotContains(t, logged, orders)
	})
}

// TestAnyNameFitsIntoAHeader has people and scopes with names that are no header
// values.
func TestAnyNameFitsIntoAHeader(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		w.edit("acme", "/resource-servers/"+w.Servers["acme/orders"], "scopes", []any{map[string]any{"name": "100%"}, map[string]any{"name": "read"}})
		w.edit("acme", "/clients/shop", "allowed", []any{map[string]any{"resource_server": "https://orders.example", "scopes": []string{"100%", "read"}}})
		for username, want := range map[string]string{"zoë": "zo%C3%AB", "o'hara+x@acme.example": "o'hara+x@acme.example", "\u4e95\u4e0a": "%E4%BA%95%E4%B8%8A"} {
			user := w.AddUser("acme", username)
			scope := domain.Scope{"100%", "read"}
			got := w.verify("acme/orders", "?scope=read+100%25", "Bearer "+w.Seed("acme/shop", domain.Token{Kind: domain.AccessToken, User: user, Scope: scope, Audience: []domain.Target{{
				ResourceServer: w.Servers["acme/orders"], Identifier: "https://orders.example", Scope: scope,
			}}}, 10*time.Minute))
			told := identity(t, got)
			require.Equal(t, want, told["Jeton-Username"], username)
			require.Equal(t, "100%25 read", told["Jeton-Scope"])
			back, err := url.PathUnescape(want)
			require.NoError(t, err)
			require.Equal(t, username, back)
		}
	})
}

// TestWhatASenderBringsAboutIs401Or403 sends what anybody outside can.
func TestWhatASenderBringsAboutIs401Or403(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		token := w.Token("acme/shop", "orders:read orders:write", "https://orders.example")
		revoked := w.Token("acme/shop", "", "https://orders.example")
		require.Equal(t, http.StatusOK, w.Post("revoke", "acme", "acme/shop", form("token="+revoked)).Status)
		const none, gone, wrong = `Bearer realm="jeton"`, `Bearer realm="jeton", error="invalid_token"`, `Bearer realm="jeton", error="invalid_request"`
		lacking := func(scope string) string {
			return `Bearer realm="jeton", error="insufficient_scope", scope="` + scope + `"`
		}
		for _, c := range []struct {
			does, query   string
			authorization []string
			status        int
			challenge     string
		}{
			{"a good token", "", []string{"Bearer " + token}, 200, ""},
			{"in lower case", "", []string{"bearer " + token}, 200, ""},
			{"with two spaces", "", []string{"Bearer  " + token}, 200, ""},
			{"no header", "", nil, 401, none},
			{"an empty header", "", []string{""}, 401, none},
			{"HTTP Basic", "", []string{Basic("orders", w.Secrets["acme/orders"])}, 401, none},
			{"another scheme", "", []string{"DPoP " + token}, 401, none},
			{"two headers", "", []string{"Bearer " + token, "Bearer " + token}, 401, wrong},
			{"no token in it", "", []string{"Bearer"}, 401, wrong},
			{"two tokens in it", "", []string{"Bearer " + token + " " + token}, 401, wrong},
			{"a token in a list", "", []string{"Bearer " + token + ",Bearer " + token}, 401, wrong},
			{"not ASCII", "", []string{"Bearer zoë"}, 401, wrong},
			{"nonsense", "", []string{"Bearer nonsense"}, 401, gone},
			{"never issued", "", []string{"Bearer " + unissued(t)}, 401, gone},
			{"revoked", "", []string{"Bearer " + revoked}, 401, gone},
			{"another tenant's", "", []string{"Bearer " + w.Token("globex/shop", "orders:read")}, 401, gone},
			{"for another API", "", []string{"Bearer " + w.Token("acme/shop", "", "https://vault.example")}, 401, gone},
			{"a forged JWT", "", []string{"Bearer a.b.c"}, 401, gone},
			{"the API's own credential", "", []string{"Bearer " + w.Secrets["acme/orders"]}, 401, gone},
			{"the scope", "?scope=orders:read", []string{"Bearer " + token}, 200, ""},
			{"both scopes", "?scope=orders:write+orders:read", []string{"Bearer " + token}, 200, ""},
			{"encoded", "?scope=orders%3Awrite%20orders%3Aread", []string{"Bearer " + token}, 200, ""},
			{"a scope that it lacks", "?scope=read", []string{"Bearer " + token}, 403, lacking("read")},
			{"one of two that it lacks", "?scope=orders:read+read", []string{"Bearer " + token}, 403, lacking("orders:read read")},
			{"a scope of nobody's", "?scope=Orders:read", []string{"Bearer " + token}, 403, lacking("Orders:read")},
			{"a scope that it lacks, without a token", "?scope=read", nil, 401, none},
			{"a request behind the scope", "?scope=orders:read&for=/x?a=1&a=2&a=3;%zz=%zz", []string{"Bearer " + token}, 200, ""},
			{"a request behind a scope that it lacks", "?scope=read&for=/x?y=%00", []string{"Bearer " + token}, 403, lacking("read")},
		} {
			got := w.verify("acme/orders", c.query, c.authorization...)
			require.Equal(t, c.status, got.Status, "%s: %s", c.does, got.Body)
			require.Equal(t, c.challenge, got.Header.Get("WWW-Authenticate"), c.does)
			require.Equal(t, "no-store", got.Header.Get("Cache-Control"), c.does)
			require.NotContains(t, got.Body, "jtn_", c.does)
			identity(t, got)
		}
		require.Equal(t, http.StatusOK, w.verify("acme/shop", "", "Bearer "+token).Status, "a client, about a token of its own")
		refresh := w.Seed("acme/shop", domain.Token{Kind: domain.RefreshToken, User: w.AddUser("acme", "alice")}, time.Hour)
		require.True(t, w.Active("acme/shop", refresh))
		require.Equal(t, gone, w.verify("acme/shop", "", "Bearer "+refresh).Header.Get("WWW-Authenticate"), "a refresh token lets nobody through")
	})
}

// TestWhatSettingsBringAboutIsNeverTheSenders has gateways that are set up wrongly.
func TestWhatSettingsBringAboutIsNeverTheSenders(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		token := w.Token("acme/shop", "", "https://orders.example")
		right := Basic("orders", w.Secrets["acme/orders"])
		for _, c := range []struct {
			does, path string
			credential []string
			status     int
			logged     string
		}{
			{"none", "/t/acme", nil, 503, "the gateway's settings are wrong: 0 headers Jeton-Authorization"},
			{"two", "/t/acme", []string{right, right}, 503, "2 headers Jeton-Authorization"},
			{"a bearer", "/t/acme", []string{"Bearer " + token}, 503, "read the header Jeton-Authorization"},
			{"not base64", "/t/acme", []string{"Basic !"}, 503, "read the header Jeton-Authorization"},
			{"a wrong secret", "/t/acme", []string{Basic("orders", "wrong")}, 503, "the gateway's settings are wrong: invalid_client"},
			{"nobody's", "/t/acme", []string{Basic("nobody", "wrong")}, 503, "invalid_client"},
			{"another tenant's", "/t/globex", []string{right}, 503, "invalid_client"},
			{"no such tenant", "/t/nobody", []string{right}, 503, "the gateway's settings are wrong: not_found"},
			{"a tenant that can be none", "/t/NOBODY", []string{right}, 503, "not_found"},
		} {
			already := len(w.Log.String())
			header := http.Header{"Authorization": {"Bearer " + token}}
			if c.credential != nil {
				header["Jeton-Authorization"] = c.credential
			}
			got := w.Send(http.MethodGet, c.path+"/gateway/verify", header, "")
			require.Equal(t, c.status, got.Status, "%s: %s", c.does, got.Body)
			require.NotEmpty(t, got.Header.Get("Retry-After"), c.does)
			require.Empty(t, got.Header.Values("WWW-Authenticate"), c.does)
			require.NotContains(t, got.Body, "credential", c.does)
			require.NotContains(t, got.Body, "settings", c.does)
			require.Contains(t, w.Log.String()[already:], c.logged, c.does)
			require.Contains(t, w.Log.String()[already:], `"level":"ERROR"`, c.does)
			identity(t, got)
		}
		for query, says := range map[string]string{
			"?scope=": "the parameter scope is empty", "?scope": "the parameter scope is empty", "?scope=a&scope=a": "the parameter scope is repeated",
			"?scope=a&for=/x&%73cope=b": "the parameter scope is repeated", "?scope=%zz": "the parameter scope is not form-encoded", "?scope=%22": "", "?scope=a++b": "",
		} {
			got := w.verify("acme/orders", query, "Bearer "+token)
			require.Equal(t, http.StatusBadRequest, got.Status, "%s: %s", query, got.Body)
			require.Contains(t, got.Body, says, query)
			identity(t, got)
		}
		w.edit("acme", "/resource-servers/"+w.Servers["acme/orders"], "status", "disabled")
		require.Equal(t, http.StatusServiceUnavailable, w.verify("acme/orders", "", "Bearer "+token).Status, "an API that is disabled")
		w.edit("system", "/tenants/acme", "status", "suspended")
		require.Equal(t, http.StatusServiceUnavailable, w.verify("acme/billing", "", "Bearer "+token).Status, "a tenant that is suspended")
	})
}

// TestEveryMethodIsVerifiedAlike asks with each, and with a body.
func TestEveryMethodIsVerifiedAlike(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		header := http.Header{
			"Authorization": {"Bearer " + w.Token("acme/shop", "", "https://orders.example")}, "Jeton-Authorization": {Basic("orders", w.Secrets["acme/orders"])},
			"Content-Type": {"application/json"}, "Jeton-Subject": {"mallory"}, "Origin": {"https://evil.example"},
		}
		want := identity(t, w.Send(http.MethodGet, "/t/acme/gateway/verify", header, ""))
		require.Equal(t, "shop", want["Jeton-Subject"])
		for _, method := range append(gatewayMethods, http.MethodHead) {
			got := w.Send(method, "/t/acme/gateway/verify?scope=read", header, strings.Repeat("{", 1<<10))
			require.Equal(t, http.StatusOK, got.Status, method)
			require.Equal(t, want, identity(t, got), method)
		}
		require.Equal(t, http.StatusMethodNotAllowed, w.Send(http.MethodTrace, "/t/acme/gateway/verify", header, "").Status)
	})
}

// TestAGatewayAsksAsIntrospectionDoes counts reads, figures and charges.
func TestAGatewayAsksAsIntrospectionDoes(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := OpenLimited(t, databaseURL, 0, 3).Build()
		token := w.Token("acme/shop", "", "https://orders.example")
		w.Clock.Forward(time.Minute)
		require.Equal(t, http.StatusOK, w.verify("acme/orders", "", "Bearer "+token).Status)
		trips, writes := w.Store.Traffic()
		require.Equal(t, http.StatusOK, w.verify("acme/orders", "", "Bearer "+token).Status)
		require.Equal(t, http.StatusUnauthorized, w.verify("acme/orders", "").Status, "without a token nothing is asked")
		after, writesAfter := w.Store.Traffic()
		require.Equal(t, trips+1, after)
		require.Equal(t, writes, writesAfter)
		require.Equal(t, http.StatusUnauthorized, w.verify("acme/orders", "", "Bearer nonsense").Status)
		require.Equal(t, http.StatusTooManyRequests, w.verify("acme/orders", "", "Bearer "+token).Status)
		w.Flush()
		require.Equal(t, [3]float64{2, 1, 0}, w.figures("acme", "minute")[w.Servers["acme/orders"]])
		w.Clock.Forward(time.Second)
		w.Fail(func(string) error { return errBroken })
		got := w.verify("acme/orders", "", "Bearer "+token)
		w.Fail(nil)
		require.Equal(t, http.StatusServiceUnavailable, got.Status, "could not find out is never no")
		require.Empty(t, got.Header.Values("WWW-Authenticate"))
		w.Clock.Forward(time.Second)
		w.Must(http.MethodPost, "acme", "/tokens/"+w.idOf("acme", token)+"/revoke", map[string]any{})
		require.Equal(t, http.StatusUnauthorized, w.verify("acme/orders", "", "Bearer "+token).Status, "what is taken back lets nobody through")
	})
}
