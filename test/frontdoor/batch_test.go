package frontdoor

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// askAll has a caller, named with its tenant, ask about tokens in one batch.
func (w *World) askAll(caller string, tokens ...string) Response {
	w.t.Helper()
	tenant, _, _ := strings.Cut(caller, "/")
	return w.Post("introspect/batch", tenant, caller, url.Values{"token": tokens})
}

// asAlone holds a batch to what its caller is told of each token alone, byte for
// byte.
func (w *World) asAlone(caller string, tokens ...string) Response {
	w.t.Helper()
	var want []string
	for _, token := range tokens {
		alone := w.Introspect(caller, token)
		require.Equal(w.t, http.StatusOK, alone.Status, alone.Body)
		want = append(want, alone.Body)
	}
	got := w.askAll(caller, tokens...)
	require.Equal(w.t, http.StatusOK, got.Status, got.Body)
	require.Equal(w.t, `{"answers":[`+strings.Join(want, ",")+`]}`, got.Body, caller)
	for name, value := range inactiveAnswer().Header {
		if name != "Content-Length" {
			require.Equal(w.t, value, got.Header[name], name)
		}
	}
	return got
}

// TestABatchAnswersEachAsAlone asks about everything at once that a text can be,
// in several orders and more than once; the states that a token can be in are
// TestIntrospectionTellsExactlyThis's.
func TestABatchAnswersEachAsAlone(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		token := w.Token("acme/shop", "", "https://orders.example")
		jwt := w.Token("acme/shop", "", "https://signed.example")
		revoked := w.Token("acme/shop", "", "https://orders.example")
		require.Equal(t, http.StatusOK, w.Post("revoke", "acme", "acme/shop", form("token="+revoked)).Status)
		lasting := w.Seed("acme/shop", domain.Token{Kind: domain.AccessToken, User: w.AddUser("acme", "alice"), Audience: []domain.Target{{
			ResourceServer: w.Servers["acme/orders"], Identifier: "https://orders.example", Scope: domain.Scope{"read"},
		}}}, 50*time.Minute)
		texts := []string{
			token, jwt, revoked, lasting, unissued(t), w.Token("globex/shop", "orders:read"), "nonsense", "a.b.c", "..", " " + token, token + "\n", "\U0001f511",
			w.Secrets["acme/shop"], w.Token("acme/shop", "", "https://vault.example"), w.Token("acme/probe", ""), strings.ToUpper(token), w.Operator, token,
		}
		for _, caller := range []string{"acme/orders", "acme/signed", "acme/gateway", "acme/shop", "acme/shy", "globex/orders"} {
			for range 2 { // the second time what was found is remembered
				w.asAlone(caller, texts...)
				slices.Reverse(texts)
			}
			for _, text := range texts {
				w.asAlone(caller, text)
				w.asAlone(caller, unissued(t), text, unissued(t))
			}
		}
		all := slices.Repeat([]string{token, unissued(t), "nonsense", lasting}, 50)
		require.Len(t, all, 200)
		w.asAlone("acme/orders", all...)
		require.Equal(t, 100, strings.Count(w.askAll("acme/orders", all...).Body, `"active":true`))
		logged := w.Log.String()
		require.Contains(t, logged, `"tokens":200,"active":100`)
		for _, text := range []string{token, jwt, lasting} {
			require.NotContains(t, logged, text)
		}
	})
}

// TestABatchHoldsTwoHundredJWTs: they are the longest of our tokens.
func TestABatchHoldsTwoHundredJWTs(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		jwt := w.Token("acme/shop", "", "https://rsa.example")
		got := w.askAll("acme/signed-rsa", slices.Repeat([]string{jwt}, 200)...)
		require.Equal(t, http.StatusOK, got.Status, got.Body)
		require.Equal(t, 200, strings.Count(got.Body, `"active":true`))
		require.Equal(t, http.StatusRequestEntityTooLarge, w.askAll("acme/signed-rsa", strings.Repeat("x", 1<<20)).Status)
	})
}

// TestABatchIsReadStrictly sends what is no batch.
func TestABatchIsReadStrictly(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		token := w.Token("acme/shop", "", "https://orders.example")
		for _, c := range []struct {
			does, body, says string
			status           int
		}{
			{"no token", "token_type_hint=access_token", "the parameter token is missing", 400},
			{"an empty token", "token=" + token + "&token=", "a parameter token is empty", 400},
			{"a token without a value", "token&token=" + token, "a parameter token is empty", 400},
			{"200 tokens", strings.Repeat("token=x&", 200), "", 200},
			{"201 tokens", strings.Repeat("token=x&", 201), "a batch has at most 200 parameters token", 400},
			{"200 tokens and 100 other parameters", strings.Repeat("token=x&", 200) + "a" + strings.Join(numbers(100), "=1&a"), "", 200},
			{"a hint", "token=x&token_type_hint=refresh_token", "", 200},
			{"a hint for each", "token=x&token_type_hint=access_token&token=y&token_type_hint=access_token", "a parameter is repeated", 400},
			{"two clients", "token=x&client_id=orders&client_id=orders", "a parameter is repeated", 400},
			{"credentials in two ways", "token=x&client_secret=x&client_id=orders", "credentials are presented in two ways at once", 400},
		} {
			header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Authorization": {Basic("orders", w.Secrets["acme/orders"])}}
			got := w.Send(http.MethodPost, "/t/acme/oauth2/introspect/batch", header, c.body)
			require.Equal(t, c.status, got.Status, "%s: %s", c.does, got.Body)
			if c.status == http.StatusBadRequest {
				require.JSONEq(t, `{"error":"invalid_request","error_description":"`+c.says+`"}`, got.Body, c.does)
			}
		}
		for _, caller := range []string{"", "acme/probe"} {
			w.Secrets["acme/probe"] = "wrong"
			got := w.Post("introspect/batch", "acme", caller, url.Values{"token": {token, token}})
			refusedClient(t, got, caller)
			require.NotContains(t, got.Body, "answers")
		}
	})
}

// numbers gives so many texts that differ.
func numbers(n int) (all []string) {
	for i := range n {
		all = append(all, strings.Repeat("n", i+1))
	}
	return all
}

// TestABatchCostsOneReadAndNoWrite counts what goes to the database for a batch.
func TestABatchCostsOneReadAndNoWrite(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		var known []string
		for range 20 {
			known = append(known, w.Token("acme/shop", "", "https://orders.example"), w.Token("acme/shop", "", "https://signed.example"))
		}
		require.False(t, w.Active("acme/orders", unissued(t)), "the tenant is loaded")
		costs := func(what string, trips int64, caller string, tokens []string) {
			t.Helper()
			before, writes := w.Store.Traffic()
			var statements []string
			w.Fail(func(statement string) error {
				statements = append(statements, statement)
				return nil
			})
			got := w.askAll(caller, tokens...)
			w.Fail(nil)
			require.Equal(t, http.StatusOK, got.Status, got.Body)
			after, writesAfter := w.Store.Traffic()
			require.Equal(t, trips, after-before, "%s: %v", what, statements)
			require.Len(t, statements, int(trips), what)
			require.Equal(t, writes, writesAfter, what)
		}
		costs("forty tokens that nobody has asked about", 1, "acme/gateway", known)
		costs("the same, which are remembered", 1, "acme/gateway", known)
		costs("some that are remembered and some that are not", 1, "acme/orders", append([]string{unissued(t), "a.b.c", "x"}, known...))
		costs("texts that are no tokens", 0, "acme/orders", []string{"x", "y", "z"})
		costs("texts that may be signed by a key that is new", 1, "acme/orders", []string{"x", "a.b.c"})
		_ = w.askAll("acme/shop", known...)
		costs("its own client asking", 1, "acme/shop", known)
	})
}

// TestABatchIsCharged asks for more and for less than the rate allows.
func TestABatchIsCharged(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := OpenLimited(t, databaseURL, 12, 8).Build()
		token := w.Token("acme/shop", "", "https://orders.example")
		w.Clock.Forward(time.Minute)
		for i, c := range []struct {
			caller         string
			tokens, status int
		}{
			{"acme/orders", 9, 429}, // more than a second's worth is never answered
			{"acme/orders", 5, 200},
			{"acme/orders", 4, 429},
			{"acme/orders", 3, 200},
			{"acme/orders", 1, 429},
			{"acme/shop", 5, 429}, // the tenant has four left
			{"acme/billing", 4, 200},
			{"acme/gateway", 1, 429},
			{"globex/orders", 8, 200},
		} {
			got := w.askAll(c.caller, slices.Repeat([]string{token}, c.tokens)...)
			require.Equal(t, c.status, got.Status, "%d: %s: %s", i, c.caller, got.Body)
			if c.status == http.StatusTooManyRequests {
				require.Equal(t, "1", got.Header.Get("Retry-After"))
				require.NotContains(t, got.Body, "active")
			}
		}
		require.Equal(t, http.StatusTooManyRequests, w.Introspect("acme/orders", token).Status, "one by one costs as much")
		w.Clock.Forward(time.Second)
		require.True(t, w.Active("acme/orders", token))
	})
}

// TestABatchIsCounted reads the figures of one.
func TestABatchIsCounted(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		first, second := w.Token("acme/shop", "", "https://orders.example"), w.Token("acme/shop", "", "https://orders.example")
		require.Equal(t, http.StatusOK, w.askAll("acme/orders", first, second, "nonsense", unissued(t), unissued(t)).Status)
		require.Equal(t, http.StatusOK, w.askAll("acme/shop", first).Status)
		require.Equal(t, http.StatusUnauthorized, w.as("introspect/batch", "orders", "wrong", url.Values{"token": {first, second}}).Status)
		w.Flush()
		orders := w.Servers["acme/orders"]
		require.Equal(t, map[string][3]float64{"": {0, 0, 1}, orders: {2, 3, 0}, "client": {1, 0, 0}}, w.figures("acme", "minute"))
		for _, token := range []string{first, second} {
			seen := w.Must(http.MethodGet, "acme", "/tokens/"+w.idOf("acme", token), nil)["seen"].([]any)
			require.Equal(t, orders, seen[0].(map[string]any)["resource_server"])
		}
	})
}

// TestABatchIsOfOneMoment changes the tenant, at another server, right before the
// read that decides: what is taken back then is inactive, and all answers are of
// the same moment, whether or not their tokens are remembered.
func TestABatchIsOfOneMoment(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		replica := w.Replica(databaseURL)
		bystander := w.AddUser("acme", "bystander")
		for _, known := range []bool{false, true} {
			var tokens []string
			for range 3 {
				tokens = append(tokens, w.Token("acme/shop", "", "https://orders.example"))
			}
			if known {
				w.asAlone("acme/orders", tokens...)
			}
			key, err := domain.ParseTokenKey(w.idOf("acme", tokens[1]))
			require.NoError(t, err)
			var got Response
			changed := w.meanwhile(replica, "acme", func(tx domain.Changer) error { return tx.RaiseUserEpoch(t.Context(), bystander) }, func() {
				got = w.askAll("acme/orders", tokens...)
			})
			require.NotZero(t, changed)
			require.Equal(t, 3, strings.Count(got.Body, `"active":true`), "what changed is nothing that they rest on: %s", got.Body)
			w.meanwhile(replica, "acme", func(tx domain.Changer) error {
				_, err := tx.RevokeToken(t.Context(), key, domain.Revocation{At: Noon, By: "test"})
				return err
			}, func() { got = w.askAll("acme/orders", tokens...) })
			require.Equal(t, http.StatusOK, got.Status, got.Body)
			var told struct{ Answers []struct{ Active bool } }
			require.NoError(t, json.Unmarshal([]byte(got.Body), &told))
			require.Equal(t, []struct{ Active bool }{{true}, {false}, {true}}, told.Answers, "known: %v", known)
			once := true
			w.meanwhile(replica, "acme", func(tx domain.Changer) error {
				if !once {
					return domain.ErrUnchanged
				}
				once = false
				return tx.RaiseTenantEpoch(t.Context())
			}, func() { got = w.askAll("acme/orders", tokens...) })
			require.Equal(t, `{"answers":[{"active":false},{"active":false},{"active":false}]}`, got.Body)
		}
	})
}
