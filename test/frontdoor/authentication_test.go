package frontdoor

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"
)

// registerSigners registers, at acme and globex alike, a client "signer" with a
// key of each algorithm, "other" with a key of its own, and the public "spa".
func (w *World) registerSigners() {
	w.t.Helper()
	keys := ClientKeys()
	for _, tenant := range []string{"acme", "globex"} {
		allowed := []any{map[string]any{"resource_server": "https://orders.example", "scopes": []string{"orders:read"}}}
		made := w.Must(http.MethodPost, tenant, "/clients", map[string]any{
			"client_id": "signer", "token_endpoint_auth_method": "private_key_jwt", "allowed": allowed,
			"jwks": KeySet(keys["RS256"], keys["PS256"], keys["ES256"], keys["EdDSA"]),
		})
		require.NotContains(w.t, made, "client_secret", "it has none")
		w.Must(http.MethodPost, tenant, "/clients", map[string]any{
			"client_id": "other", "token_endpoint_auth_method": "private_key_jwt", "allowed": allowed, "jwks": KeySet(otherKey()),
		})
		made = w.Must(http.MethodPost, tenant, "/clients", map[string]any{
			"client_id": "spa", "token_endpoint_auth_method": "none", "redirect_uris": []string{"https://spa.example/callback"},
		})
		require.NotContains(w.t, made, "client_secret", "it has none")
		require.Equal(w.t, []any{"authorization_code"}, made["grant_types"])
	}
}

// otherKey is that of client "other".
var otherKey = sync.OnceValue(func() ClientKey {
	key := ClientKeys()["EdDSA"]
	private, _ := generate(randomReader{}, "ES256")
	key.ID, key.Alg, key.Private = "curve", "ES256", private
	return key
})

// endpoints are those where a client authenticates, with a form that succeeds.
var endpoints = map[string]url.Values{
	"token":            form(grant, "resource=https://orders.example"),
	"introspect":       form("token=nonsense"),
	"introspect/batch": form("token=nonsense", "token=nonsense"),
	"revoke":           form("token=nonsense"),
}

// refusedClient wants the one refusal there is, whatever was wrong.
func refusedClient(t *testing.T, response Response, name string) {
	t.Helper()
	require.Equal(t, http.StatusUnauthorized, response.Status, "%s: %s", name, response.Body)
	require.JSONEq(t, `{"error":"invalid_client","error_description":"the caller could not be authenticated"}`, response.Body, name)
	require.NotEmpty(t, response.Header.Get("WWW-Authenticate"), name)
	require.Equal(t, "no-store", response.Header.Get("Cache-Control"), name)
}

// TestEveryMethodAtEveryEndpoint presents every method, right and wrong, at every
// endpoint where clients authenticate.
func TestEveryMethodAtEveryEndpoint(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		w.registerSigners()
		secret := w.Secrets["acme/shop"]
		basic := func(id, secret string) http.Header {
			return http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Authorization": {Basic(id, secret)}}
		}
		plain := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
		fresh := func(alg string) string {
			return ClientKeys()[alg].Sign(t, Claims("signer", "acme", w.Clock.Now()), nil)
		}
		const right, refused, twice = 0, http.StatusUnauthorized, http.StatusBadRequest
		for _, c := range []struct {
			name   string
			header http.Header
			// add has what goes into the form, made anew for each endpoint.
			add    func(url.Values) url.Values
			status int
		}{
			{"client_secret_basic", basic("shop", secret), nil, right},
			{"client_secret_basic, wrong", basic("shop", "wrong"), nil, refused},
			{"client_secret_basic of another tenant", basic("shop", w.Secrets["globex/shop"]), nil, refused},
			{"client_secret_basic of a client that signs", basic("signer", secret), nil, refused},
			{"client_secret_basic of a public client", basic("spa", ""), nil, refused},
			{"client_secret_post", plain, adding("client_id=form", "client_secret="+w.Secrets["acme/form"]), right},
			{"client_secret_post, wrong", plain, adding("client_id=form", "client_secret=wrong"), refused},
			{"client_secret_post, registered for Basic", plain, adding("client_id=shop", "client_secret="+secret), refused},
			{"client_secret_post of a public client", plain, adding("client_id=spa", "client_secret=x"), refused},
			{"RS256", plain, func(f url.Values) url.Values { return Asserting(f, fresh("RS256")) }, right},
			{"PS256", plain, func(f url.Values) url.Values { return Asserting(f, fresh("PS256")) }, right},
			{"ES256", plain, func(f url.Values) url.Values { return Asserting(f, fresh("ES256")) }, right},
			{"EdDSA", plain, func(f url.Values) url.Values { return Asserting(f, fresh("EdDSA")) }, right},
			{"an assertion with its client_id", plain, func(f url.Values) url.Values {
				return adding("client_id=signer")(Asserting(f, fresh("ES256")))
			}, right},
			{"an assertion of a client registered for Basic", plain, func(f url.Values) url.Values {
				return Asserting(f, ClientKeys()["ES256"].Sign(t, Claims("shop", "acme", w.Clock.Now()), nil))
			}, refused},
			{"an assertion of a public client", plain, func(f url.Values) url.Values {
				return Asserting(f, ClientKeys()["ES256"].Sign(t, Claims("spa", "acme", w.Clock.Now()), nil))
			}, refused},
			{"an assertion of nobody", plain, func(f url.Values) url.Values {
				return Asserting(f, ClientKeys()["ES256"].Sign(t, Claims("nobody", "acme", w.Clock.Now()), nil))
			}, refused},
			{"a client_id alone of a client with a secret", plain, adding("client_id=shop"), refused},
			{"a client_id alone of a client that signs", plain, adding("client_id=signer"), refused},
			{"a client_id alone of nobody", plain, adding("client_id=nobody"), refused},
			{"nothing", plain, nil, refused},
			{"Basic and an assertion", basic("shop", secret), func(f url.Values) url.Values { return Asserting(f, fresh("ES256")) }, twice},
			{"a secret and an assertion", plain, func(f url.Values) url.Values {
				return adding("client_id=signer", "client_secret=x")(Asserting(f, fresh("ES256")))
			}, twice},
			{"Basic and a secret", basic("form", w.Secrets["acme/form"]), adding("client_id=form", "client_secret="+w.Secrets["acme/form"]), twice},
			{"another client_id beside an assertion", plain, func(f url.Values) url.Values {
				return adding("client_id=shop")(Asserting(f, fresh("ES256")))
			}, twice},
			{"an assertion of a type of its own", plain, adding("client_assertion=x.y.z", "client_assertion_type=jwt"), twice},
		} {
			for endpoint, values := range endpoints {
				name := endpoint + ": " + c.name
				if c.add != nil {
					values = c.add(values)
				}
				response := w.Send(http.MethodPost, "/t/acme/oauth2/"+endpoint, c.header, values.Encode())
				switch c.status {
				case right:
					require.Equal(t, http.StatusOK, response.Status, "%s: %s", name, response.Body)
				case refused:
					refusedClient(t, response, name)
				default:
					require.Equal(t, http.StatusBadRequest, response.Status, "%s: %s", name, response.Body)
					require.Contains(t, response.Body, `"error":"invalid_request"`, name)
				}
			}
		}
		// A public client is let in where there is something for it, and never told
		// about tokens.
		response := w.PostForm("token", "acme", adding("client_id=spa")(endpoints["token"]))
		require.Equal(t, http.StatusBadRequest, response.Status, response.Body)
		require.Contains(t, response.Body, `"unauthorized_client"`)
		require.Equal(t, http.StatusOK, w.PostForm("revoke", "acme", adding("client_id=spa")(endpoints["revoke"])).Status)
		refusedClient(t, w.PostForm("introspect", "acme", adding("client_id=spa")(endpoints["introspect"])), "a public client asks about a token")
		w.edit("acme", "/clients/spa", "status", "disabled")
		refusedClient(t, w.PostForm("revoke", "acme", adding("client_id=spa")(endpoints["revoke"])), "a disabled public client")
		w.edit("acme", "/clients/signer", "status", "disabled")
		refusedClient(t, w.PostForm("token", "acme", Asserting(endpoints["token"], fresh("ES256"))), "a disabled client that signs")
	})
}

// adding gives what adds parameters to a form.
func adding(pairs ...string) func(url.Values) url.Values {
	return func(values url.Values) url.Values {
		more := url.Values{}
		for name, all := range values {
			more[name] = all
		}
		for name, all := range form(pairs...) {
			more[name] = all
		}
		return more
	}
}

// wrongAssertions are assertions of client signer at acme that prove nothing, by
// what is wrong with them.
func wrongAssertions(t *testing.T, w *World) map[string]string {
	t.Helper()
	now := w.Clock.Now()
	keys := ClientKeys()
	claims := func(other map[string]any) map[string]any {
		all := Claims("signer", "acme", now)
		for name, value := range other {
			if all[name] = value; value == nil {
				delete(all, name)
			}
		}
		return all
	}
	signed := func(other map[string]any) string { return keys["ES256"].Sign(t, claims(other), nil) }
	headed := func(header map[string]any) string { return keys["ES256"].Sign(t, claims(nil), header) }
	at := func(d time.Duration) int64 { return now.Add(d).Unix() }
	good := signed(nil)
	parts := strings.Split(good, ".")
	issuer := PublicURL + "/t/acme"
	wrong := map[string]string{
		"expired":                                      signed(map[string]any{"exp": at(-2 * time.Minute)}),
		"that expires too far ahead":                   signed(map[string]any{"exp": at(10 * time.Minute)}),
		"that expires as text":                         signed(map[string]any{"exp": fmt.Sprint(at(time.Minute))}),
		"that expires before there was time":           signed(map[string]any{"exp": -1}),
		"not valid yet":                                signed(map[string]any{"nbf": at(2 * time.Minute)}),
		"from the future":                              signed(map[string]any{"iat": at(2 * time.Minute)}),
		"of another issuer":                            signed(map[string]any{"iss": "other"}),
		"about another client":                         signed(map[string]any{"sub": "other"}),
		"of other by iss and sub":                      signed(map[string]any{"iss": "other", "sub": "other"}),
		"with a long jti":                              signed(map[string]any{"jti": strings.Repeat("a", 256)}),
		"with an empty jti":                            signed(map[string]any{"jti": ""}),
		"with a jti that is a number":                  signed(map[string]any{"jti": 7}),
		"with the kid of another key":                  headed(map[string]any{"kid": "rsa"}),
		"with an unknown kid":                          headed(map[string]any{"kid": "unknown"}),
		"with critical members":                        headed(map[string]any{"crit": []string{"exp"}, "exp": 1}),
		"with a key of its own":                        otherKey().Sign(t, claims(nil), map[string]any{"jwk": jose.JSONWebKey{Key: otherKey().Private.Public(), Algorithm: "ES256"}}),
		"signed with another client's key":             otherKey().Sign(t, claims(nil), nil),
		"with a signature of PS256 by a key for RS256": ClientKey{"rsa", "PS256", keys["RS256"].Private}.Sign(t, claims(nil), nil),
		"with an altered signature":                    parts[0] + "." + parts[1] + "." + base64.RawURLEncoding.EncodeToString(make([]byte, 64)),
		"with altered claims":                          parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"signer"}`)) + "." + parts[2],
		"without a signature":                          parts[0] + "." + parts[1] + ".",
		"with padding":                                 good + "=",
		"with a line break":                            good[:20] + "\n" + good[20:],
		"of alg none":                                  Unsigned(t, map[string]any{"alg": "none"}, claims(nil)),
		"of alg None":                                  Unsigned(t, map[string]any{"alg": "None", "typ": "JWT"}, claims(nil)),
		"that is an access token":                      w.Token("acme/shop", "", "https://signed.example"),
		"that is no JWT":                               "nonsense",
		"in two claims of a name":                      keys["ES256"].signText(t, []byte(`{"iss":"signer","sub":"signer","aud":"`+issuer+`","jti":"`+newID()+`","exp":1,"exp":`+fmt.Sprint(at(time.Minute))+`}`), nil),
		"in claims of another case":                    keys["ES256"].Sign(t, map[string]any{"iss": "signer", "sub": "signer", "AUD": issuer, "jti": newID(), "exp": at(time.Minute)}, nil),
	}
	// S12: none of the claims may be missing.
	for _, name := range []string{"iss", "sub", "aud", "jti", "exp"} {
		wrong["S12, without "+name] = signed(map[string]any{name: nil})
		wrong["S12, with no value for "+name] = signed(map[string]any{name: json.RawMessage("null")})
	}
	// S14: the audience is this tenant's issuer and nothing beside.
	for name, audience := range map[string]any{
		"another tenant's issuer": PublicURL + "/t/globex", "the token endpoint": issuer + "/oauth2/token", "another tenant's token endpoint": PublicURL + "/t/globex/oauth2/token",
		"the introspection endpoint": issuer + "/oauth2/introspect", "the public URL": PublicURL, "the issuer with a slash": issuer + "/", "the issuer in upper case": strings.ToUpper(issuer),
		"the issuer and more": []string{issuer, issuer + "/oauth2/token"}, "two tenants": []string{PublicURL + "/t/globex", issuer}, "the issuer twice": []string{issuer, issuer},
		"nobody": []string{}, "an object": map[string]any{"aud": issuer}, "a number": 1,
	} {
		wrong["S14, for "+name] = signed(map[string]any{"aud": audience})
	}
	// What else a client or the tenant signs is no assertion.
	for _, typ := range []string{"at+jwt", "application/at+jwt", "dpop+jwt", "oauth-authz-req+jwt", "logout+jwt", "secevent+jwt", "JWS"} {
		wrong["of type "+typ] = headed(map[string]any{"typ": typ})
	}
	// A public key is no shared secret, in whatever form.
	der, err := x509.MarshalPKIXPublicKey(keys["RS256"].Private.Public())
	require.NoError(t, err)
	jwk, err := json.Marshal(KeySet(keys["RS256"]))
	require.NoError(t, err)
	for name, secret := range map[string][]byte{"DER": der, "PEM": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), "JWK": jwk} {
		signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: secret}, (&jose.SignerOptions{}).WithHeader("kid", "rsa"))
		require.NoError(t, err)
		payload, err := json.Marshal(claims(nil))
		require.NoError(t, err)
		mac, err := signer.Sign(payload)
		require.NoError(t, err)
		wrong["of HS256 with the public key as "+name], err = mac.CompactSerialize()
		require.NoError(t, err)
	}
	return wrong
}

// TestWrongAssertionsProveNothing covers S12 and S14 at every endpoint.
func TestWrongAssertionsProveNothing(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		w.registerSigners()
		for name, assertion := range wrongAssertions(t, w) {
			for endpoint, values := range endpoints {
				refusedClient(t, w.PostForm(endpoint, "acme", Asserting(values, assertion)), endpoint+": an assertion "+name)
			}
		}
		// What is right about them is enough: the same, with nothing wrong.
		now := w.Clock.Now()
		for name, other := range map[string]map[string]any{
			"as it is": {}, "with the audience in an array": {"aud": []string{PublicURL + "/t/acme"}},
			"that lives five minutes": {"exp": now.Add(5 * time.Minute).Unix()}, "a fraction of a second": {"exp": float64(now.Unix()) + 30.5},
			"by a clock that is a minute ahead": {"iat": now.Add(time.Minute).Unix(), "nbf": now.Add(time.Minute).Unix(), "exp": now.Add(6 * time.Minute).Unix()},
			"by a clock that is behind":         {"iat": now.Add(-90 * time.Second).Unix(), "exp": now.Add(-30 * time.Second).Unix()},
			"with more claims":                  {"jwt": true, "Exp": 1},
		} {
			claims := Claims("signer", "acme", now)
			for member, value := range other {
				claims[member] = value
			}
			for _, typ := range []any{"JWT", "jwt", "client-authentication+jwt", "application/client-authentication+jwt"} {
				claims["jti"] = newID()
				response := w.PostForm("token", "acme", Asserting(endpoints["token"], ClientKeys()["ES256"].Sign(t, claims, map[string]any{"typ": typ})))
				require.Equal(t, http.StatusOK, response.Status, "%s, %s: %s", name, typ, response.Body)
			}
		}
		for _, key := range ClientKeys() {
			require.NotContains(t, w.Log.String(), key.Sign(t, Claims("signer", "acme", now), nil)[:30])
		}
	})
}

// TestS15AnAssertionIsUsedOnce replays assertions: at the same and another
// endpoint, at another replica, and fifty at once at two.
func TestS15AnAssertionIsUsedOnce(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		w.registerSigners()
		replicas := []*Installation{w.Installation, w.Replica(databaseURL)}
		key := ClientKeys()["ES256"]
		for first, values := range endpoints {
			assertion := key.Sign(t, Claims("signer", "acme", w.Clock.Now()), nil)
			require.Equal(t, http.StatusOK, w.PostForm(first, "acme", Asserting(values, assertion)).Status)
			for second, values := range endpoints {
				for i, replica := range replicas {
					refusedClient(t, replica.PostForm(second, "acme", Asserting(values, assertion)), fmt.Sprint(first, " then ", second, " at replica ", i))
				}
			}
		}
		// S20: the jti of another client, or of another tenant's client of the same
		// name and key, is another.
		claims := Claims("signer", "acme", w.Clock.Now())
		require.Equal(t, http.StatusOK, w.PostForm("token", "acme", Asserting(endpoints["token"], key.Sign(t, claims, nil))).Status)
		claims["iss"], claims["sub"] = "other", "other"
		require.Equal(t, http.StatusOK, w.PostForm("token", "acme", Asserting(endpoints["token"], otherKey().Sign(t, claims, nil))).Status)
		claims["iss"], claims["sub"], claims["aud"] = "signer", "signer", PublicURL+"/t/globex"
		require.Equal(t, http.StatusOK, w.PostForm("token", "globex", Asserting(endpoints["token"], key.Sign(t, claims, nil))).Status)
		// The same jti in another assertion is as good as a replay.
		claims["aud"], claims["exp"] = PublicURL+"/t/acme", w.Clock.Now().Add(2*time.Minute).Unix()
		refusedClient(t, w.PostForm("token", "acme", Asserting(endpoints["token"], key.Sign(t, claims, nil))), "a jti in another assertion")

		for range 3 {
			assertion := key.Sign(t, Claims("signer", "acme", w.Clock.Now()), nil)
			var all sync.WaitGroup
			answers := make([]Response, 50)
			for i := range answers {
				all.Go(func() { answers[i] = replicas[i%2].PostForm("token", "acme", Asserting(endpoints["token"], assertion)) })
			}
			all.Wait()
			passed := 0
			for _, answer := range answers {
				if answer.Status == http.StatusOK {
					passed++
					continue
				}
				refusedClient(t, answer, "in the race")
			}
			require.Equal(t, 1, passed, "of fifty at once exactly one passes")
		}
		// Whoever waits until it is forgotten finds it expired.
		assertion := key.Sign(t, Claims("signer", "acme", w.Clock.Now()), nil)
		require.Equal(t, http.StatusOK, w.PostForm("token", "acme", Asserting(endpoints["token"], assertion)).Status)
		for range 12 {
			w.Clock.Forward(20 * time.Second)
			refusedClient(t, replicas[1].PostForm("token", "acme", Asserting(endpoints["token"], assertion)), "later")
		}
	})
}

// TestAnAssertionCountsForTheKeysOfNow takes a key away, and lets the tenant change
// under requests that are on their way: a request that has to look twice has used
// its assertion once.
func TestAnAssertionCountsForTheKeysOfNow(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		w.registerSigners()
		replica := w.Replica(databaseURL)
		keys := ClientKeys()
		ask := func(in *Installation, key ClientKey) Response {
			return in.PostForm("token", "acme", Asserting(endpoints["token"], key.Sign(t, Claims("signer", "acme", w.Clock.Now()), nil)))
		}
		for range 3 {
			require.Equal(t, http.StatusOK, ask(replica, keys["ES256"]).Status)
			w.edit("acme", "/clients/signer", "jwks", KeySet(keys["EdDSA"]))
			refusedClient(t, ask(replica, keys["ES256"]), "a key that was taken away")
			require.Equal(t, http.StatusOK, ask(replica, keys["EdDSA"]).Status)
			w.edit("acme", "/clients/signer", "jwks", KeySet(keys["ES256"]))
		}
		// The replica's snapshot is old each time, so that it decides twice.
		for range 5 {
			w.edit("acme", "/settings", "access_token_seconds", 600)
			require.Equal(t, http.StatusOK, ask(replica, keys["ES256"]).Status, "it is not its own replay")
		}
	})
}

// TestAnAssertionIsFiledBeforeTheAnswer lets the store fail at each statement of a
// request with an assertion. There is no answer without it having been filed.
func TestAnAssertionIsFiledBeforeTheAnswer(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		w.registerSigners()
		for endpoint, values := range endpoints {
			filed := false
			for broken := 1; ; broken++ {
				require.Less(t, broken, 60)
				assertion := ClientKeys()["ES256"].Sign(t, Claims("signer", "acme", w.Clock.Now()), nil)
				statement, failed := 0, ""
				w.Fail(func(text string) error {
					if statement++; statement == broken {
						failed = text
						return errBroken
					}
					return nil
				})
				response := w.PostForm(endpoint, "acme", Asserting(values, assertion))
				w.Fail(nil)
				filed = filed || strings.Contains(failed, "used_assertions")
				if failed == "" {
					require.Equal(t, http.StatusOK, response.Status, response.Body)
					break
				}
				require.Equal(t, http.StatusServiceUnavailable, response.Status, "%s failing at %q: %s", endpoint, failed, response.Body)
				require.NotContains(t, response.Body, "active", "not knowing is never an answer")
			}
			require.True(t, filed, "%s files the assertion", endpoint)
		}
	})
}

// TestRegistrationsAreKeptAsGiven registers, edits and reads every member through
// the management API.
func TestRegistrationsAreKeptAsGiven(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		members := map[string]any{
			"redirect_uris": []any{"https://app.example/cb", "com.example.app:/cb"}, "post_logout_redirect_uris": []any{"https://app.example/bye"},
			"application_type": "native", "id_token_signed_response_alg": "ES256", "subject_type": "pairwise",
			"backchannel_logout_uri": "https://app.example/out", "backchannel_logout_session_required": true, "require_pushed_authorization_requests": true,
			"client_uri": "https://app.example/", "logo_uri": "https://app.example/logo.png", "policy_uri": "https://app.example/policy", "tos_uri": "https://app.example/terms",
			"contacts": []any{"ops@app.example"}, "pkce": "optional", "consent": "trusted",
			"grant_types": []any{"authorization_code", "refresh_token", "client_credentials", "urn:ietf:params:oauth:grant-type:device_code"},
		}
		draft := map[string]any{"client_id": "app", "jwks": KeySet(ClientKeys()["ES256"])}
		for name, value := range members {
			draft[name] = value
		}
		made := w.Must(http.MethodPost, "acme", "/clients", draft)
		for name, value := range members {
			require.Equal(t, value, made[name], name)
		}
		require.Len(t, made["jwks"].(map[string]any)["keys"], 1)
		require.NotEmpty(t, made["client_secret"])
		delete(made, "client_secret")
		require.Equal(t, made, w.Must(http.MethodGet, "acme", "/clients/app", nil))

		// What is not given stays, what is emptied goes.
		edited := w.Must(http.MethodPatch, "acme", "/clients/app", map[string]any{
			"version": made["version"], "logo_uri": "", "contacts": []any{}, "jwks": map[string]any{"keys": []any{}}, "pkce": "required", "backchannel_logout_session_required": false,
		})
		for name, value := range members {
			switch name {
			case "logo_uri", "contacts", "backchannel_logout_session_required":
				require.NotContains(t, edited, name)
			case "pkce":
				require.Equal(t, "required", edited[name])
			default:
				require.Equal(t, value, edited[name], name)
			}
		}
		require.NotContains(t, edited, "jwks")

		shop := w.Must(http.MethodGet, "acme", "/clients/shop", nil)
		for name, byDefault := range map[string]string{"application_type": "web", "id_token_signed_response_alg": "RS256", "subject_type": "public", "pkce": "required", "consent": "ask"} {
			require.Equal(t, byDefault, shop[name], name)
		}
		private, err := json.Marshal(jose.JSONWebKey{Key: ClientKeys()["ES256"].Private, Algorithm: "ES256"})
		require.NoError(t, err)
		for name, c := range map[string]struct {
			member string
			body   map[string]any
		}{
			"a private key":                    {"jwks", map[string]any{"jwks": map[string]any{"keys": []any{json.RawMessage(private)}}}},
			"a redirect with a fragment":       {"redirect_uris", map[string]any{"redirect_uris": []string{"https://app.example/#x"}}},
			"a public client for itself":       {"grant_types", map[string]any{"token_endpoint_auth_method": "none", "grant_types": []string{"client_credentials"}}},
			"a public client with a role":      {"roles", map[string]any{"token_endpoint_auth_method": "none", "grant_types": []string{}, "roles": []string{"auditor"}}},
			"signing without keys":             {"jwks", map[string]any{"token_endpoint_auth_method": "private_key_jwt"}},
			"codes without a redirect":         {"redirect_uris", map[string]any{"grant_types": []string{"authorization_code"}}},
			"a grant type this server has not": {"grant_types", map[string]any{"grant_types": []string{"password"}}},
			"keys to be fetched over http":     {"jwks_uri", map[string]any{"jwks_uri": "http://app.example/jwks"}},
			"keys both given and published":    {"jwks_uri", map[string]any{"jwks_uri": "https://app.example/jwks", "jwks": KeySet(ClientKeys()["ES256"])}},
		} {
			response := w.Manage(w.Operator, http.MethodPost, "acme", "/clients", c.body)
			require.Equal(t, http.StatusBadRequest, response.Status, "%s: %s", name, response.Body)
			require.Contains(t, response.Body, `"field":"`+c.member+`"`, name)
		}
		// A public client never gets what only a client that proves itself may have.
		w.Must(http.MethodPost, "acme", "/clients", map[string]any{"client_id": "spa", "token_endpoint_auth_method": "none", "redirect_uris": []string{"https://spa.example/"}})
		require.Equal(t, http.StatusConflict, w.Manage(w.Operator, http.MethodPost, "acme", "/clients/spa/secrets", map[string]any{}).Status)
		require.Equal(t, http.StatusConflict, w.Manage(w.Operator, http.MethodPut, "acme", "/members/spa", map[string]any{"roles": []string{"auditor"}, "version": 0}).Status)
		require.Equal(t, http.StatusBadRequest, w.Manage(w.Operator, http.MethodPatch, "acme", "/clients/shop", map[string]any{"token_endpoint_auth_method": "none", "grant_types": []string{}, "version": shop["version"]}).Status, "it has a secret")
	})
}
