package frontdoor

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// told is an event of the revocation feed.
type told struct {
	kind     string
	After    int64               `json:"after"`
	Revision int64               `json:"revision"`
	At       int64               `json:"at"`
	All      bool                `json:"all"`
	Tokens   []string            `json:"jti"`
	Clients  []string            `json:"client_id"`
	Subjects []string            `json:"sub"`
	Grants   []map[string]string `json:"grants"`
}

// names gives what an event names, without its numbers.
func (e told) names() told {
	e.kind, e.After, e.Revision, e.At = "", 0, 0, 0
	return e
}

// feed asks for the feed as an API, named with its tenant.
func (w *World) feed(server, query string, header http.Header) Response {
	w.t.Helper()
	tenant, id, _ := strings.Cut(server, "/")
	if header == nil {
		header = http.Header{}
	}
	header.Set("Authorization", Basic(id, w.Secrets[server]))
	return w.Send(http.MethodGet, "/t/"+tenant+"/oauth2/revocations"+query, header, "")
}

// since gives what an API is told of what was taken back after a revision.
func (w *World) since(server string, after int64) told {
	w.t.Helper()
	query := ""
	if after != 0 {
		query = "?after=" + strconv.FormatInt(after, 10)
	}
	response := w.feed(server, query, nil)
	require.Equal(w.t, http.StatusOK, response.Status, response.Body)
	require.Equal(w.t, "no-store", response.Header.Get("Cache-Control"))
	var e told
	require.NoError(w.t, json.Unmarshal([]byte(response.Body), &e))
	return e
}

// family is a person's tokens of the shop at several APIs, each of its own grant.
func (w *World) family(user string) map[string]string {
	tokens := map[string]string{}
	for _, api := range []string{"orders", "billing", "ledger", "vault"} {
		tokens[api] = w.Seed("acme/shop", domain.Token{Kind: domain.AccessToken, User: user, Audience: []domain.Target{{
			ResourceServer: w.Servers["acme/"+api], Identifier: "https://" + api + ".example",
		}}}, time.Hour)
	}
	return tokens
}

// TestTheFeedNamesWhatAnAPIMaySee takes back all that can be taken back, and looks at
// what each API is told of it: in its own words, and nothing of what it may not see.
func TestTheFeedNamesWhatAnAPIMaySee(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		user := w.AddUser("acme", "olga")
		nothing, all := told{}, told{All: true}
		// pseudonym is the person's name at an API, as introspection tells it.
		pseudonym := func(api, token string) string {
			var answer struct{ Sub string }
			require.NoError(t, json.Unmarshal([]byte(w.Introspect("acme/"+api, token).Body), &answer))
			return answer.Sub
		}
		for _, c := range []struct {
			does string
			take func(tokens map[string]string)
			want func(tokens map[string]string) map[string]told
		}{
			{"one token, of Orders", func(tokens map[string]string) { w.step("revoke token", "acme/shop", tokens["orders"]) }, func(tokens map[string]string) map[string]told {
				it := told{Tokens: []string{w.idOf("acme", tokens["orders"])}}
				return map[string]told{"orders": it, "warehouse": it, "gateway": it, "billing": nothing, "vault": nothing, "shy": nothing}
			}},
			{"its own client takes one back, of an API that is told nothing", func(tokens map[string]string) { w.step("client revokes", "acme/shop", tokens["vault"]) }, func(tokens map[string]string) map[string]told {
				it := told{Tokens: []string{w.idOf("acme", tokens["vault"])}}
				return map[string]told{"vault": it, "gateway": it, "orders": nothing, "warehouse": nothing}
			}},
			{"a grant", func(tokens map[string]string) { w.step("revoke grant", "acme/shop", tokens["orders"]) }, func(map[string]string) map[string]told {
				it := told{Grants: []map[string]string{{"client_id": "shop", "sub": user}}}
				return map[string]told{"orders": it, "warehouse": it, "gateway": it, "billing": nothing, "shy": nothing}
			}},
			{"a grant at an API that is not told clients", func(tokens map[string]string) { w.step("revoke grant", "acme/shop", tokens["billing"]) }, func(tokens map[string]string) map[string]told {
				return map[string]told{"billing": {Subjects: []string{pseudonym("billing", w.family(user)["billing"])}}, "orders": nothing}
			}},
			{"a client", func(map[string]string) { w.revoke("acme", "client", "shop") }, func(map[string]string) map[string]told {
				it := told{Clients: []string{"shop"}}
				return map[string]told{"orders": it, "warehouse": it, "gateway": it, "billing": all, "vault": all, "signed": nothing, "shy": nothing}
			}},
			{"what a client is allowed", func(map[string]string) { w.step("allow shop nothing", "acme/shop", "") }, func(map[string]string) map[string]told {
				return map[string]told{"orders": {Clients: []string{"shop"}}, "signed": nothing, "shy": nothing}
			}},
			{"a client without tokens", func(map[string]string) { w.revoke("acme", "client", "form") }, func(map[string]string) map[string]told {
				return map[string]told{"orders": nothing, "gateway": nothing}
			}},
			{"a person", func(map[string]string) { w.revoke("acme", "user", user) }, func(map[string]string) map[string]told {
				again := w.family(user)
				w.step("allow shop orders:read", "acme/shop", "")
				return map[string]told{
					"orders": {Subjects: []string{user}, Clients: []string{"shop"}}, "vault": all, "shy": nothing,
					"warehouse": {Subjects: []string{user}, Clients: []string{"shop"}},
					"signed":    nothing, "gateway": {Subjects: []string{user}, Clients: []string{"shop"}},
					"ledger": all, "billing": all, "": {Tokens: []string{again["orders"]}},
				}
			}},
			{"everything", func(map[string]string) { w.revoke("acme", "tenant", true) }, func(map[string]string) map[string]told {
				return map[string]told{"orders": all, "billing": all, "vault": all, "shy": all, "signed": all}
			}},
			{"an API's settings", func(map[string]string) {
				w.edit("acme", "/resource-servers/"+w.Servers["acme/orders"], "name", "Orders")
			}, func(map[string]string) map[string]told {
				return map[string]told{"orders": all, "shy": all}
			}},
		} {
			tokens := w.family(user)
			before := w.since("acme/orders", 0)
			foreign := w.since("globex/orders", 0).Revision
			require.Equal(t, before.Revision, before.After)
			require.Equal(t, nothing, before.names())
			c.take(tokens)
			want := c.want(tokens)
			delete(want, "")
			for api, it := range want {
				e := w.since("acme/"+api, before.Revision)
				require.Equal(t, it, e.names(), "%s: %s", c.does, api)
				require.Equal(t, before.Revision, e.After)
				require.Greater(t, e.Revision, before.Revision)
			}
			require.Equal(t, told{After: foreign, Revision: foreign}, w.since("globex/orders", foreign), "%s: another tenant", c.does)
		}
	})
}

// TestTheFeedNamesPeopleInEachAPIsOwnForm compares with what introspection tells.
func TestTheFeedNamesPeopleInEachAPIsOwnForm(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		user := w.AddUser("acme", "olga")
		tokens := w.family(user)
		names := map[string]string{}
		for _, api := range []string{"orders", "billing", "ledger"} {
			var answer struct{ Sub string }
			require.NoError(t, json.Unmarshal([]byte(w.Introspect("acme/"+api, tokens[api]).Body), &answer))
			require.NotEmpty(t, answer.Sub)
			names[api] = answer.Sub
		}
		require.NotEqual(t, names["billing"], names["ledger"])
		after := w.since("acme/orders", 0).Revision
		w.revoke("acme", "user", user)
		for api, name := range names {
			require.Equal(t, told{Subjects: []string{name}}, w.since("acme/"+api, after).names(), api)
		}
		require.Equal(t, told{All: true}, w.since("acme/vault", after).names(), "is not told who it is")
	})
}

// TestTheFeedSaysAllWhereItCannotName looks at the bounds of what is named.
func TestTheFeedSaysAllWhereItCannotName(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		after := w.since("acme/orders", 0).Revision
		all := told{After: after, All: true}
		require.Equal(t, told{After: after + 1000, Revision: after, All: true}, w.since("acme/orders", after+1000), "a revision of the future")

		templates := make([]domain.Token, 1001)
		for i := range templates {
			templates[i] = domain.Token{Kind: domain.AccessToken, Audience: []domain.Target{{ResourceServer: w.Servers["acme/orders"], Identifier: "https://orders.example"}}}
		}
		w.SeedFamily("acme/shop", time.Hour, templates...)
		w.revoke("acme", "client", "shop")
		all.Revision = after + 1
		require.Equal(t, all, w.since("acme/signed", after), "of more tokens than are looked at, nobody is told whose they are")

		w.Clock.Forward(2 * time.Hour)
		after++
		w.Token("acme/probe", "", "https://orders.example")
		w.Clock.Forward(2 * time.Hour)
		w.revoke("acme", "client", "probe")
		require.Equal(t, told{After: after, Revision: after + 1}, w.since("acme/orders", after), "all of its tokens have expired")
	})
}

// TestTheFeedRefusesWhatItDoesNotUnderstand sends what is not a question.
func TestTheFeedRefusesWhatItDoesNotUnderstand(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		for _, accept := range []string{"application/json", "text/event-stream"} {
			for query, id := range map[string]string{"?after=x": "", "?after=0": "", "?after=-1": "", "?after=1&after=2": "", "?before=1": "", "": "x", "?after=99999999999999999999": "", "?after=%zz": ""} {
				header := http.Header{"Accept": {accept}}
				if id != "" {
					header.Set("Last-Event-ID", id)
				}
				response := w.feed("acme/orders", query, header)
				require.Equal(t, http.StatusBadRequest, response.Status, "%s: %s", query, response.Body)
				require.Contains(t, response.Body, "invalid_request")
			}
			w.Secrets["acme/nobody"] = "jtn_rs_nothing"
			for _, who := range []string{"acme/shop", "acme/nobody"} {
				response := w.feed(who, "", http.Header{"Accept": {accept}})
				require.Equal(t, http.StatusUnauthorized, response.Status, response.Body)
				require.Contains(t, response.Header.Get("WWW-Authenticate"), "Basic")
			}
			response := w.Send(http.MethodGet, "/t/acme/oauth2/revocations", http.Header{"Accept": {accept}}, "")
			require.Equal(t, http.StatusUnauthorized, response.Status)
		}
	})
}

// listen opens the stream of the feed and gives its events until it ends.
func (w *World) listen(server, lastID string) <-chan told {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	w.t.Cleanup(cancel)
	tenant, id, _ := strings.Cut(server, "/")
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, w.Address+"/t/"+tenant+"/oauth2/revocations", nil)
	require.NoError(w.t, err)
	request.Header = http.Header{"Accept": {"text/event-stream"}, "Authorization": {Basic(id, w.Secrets[server])}}
	if lastID != "" {
		request.Header.Set("Last-Event-ID", lastID)
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(w.t, err)
	w.t.Cleanup(func() { _ = response.Body.Close() })
	require.Equal(w.t, http.StatusOK, response.StatusCode)
	require.Equal(w.t, "text/event-stream", response.Header.Get("Content-Type"))
	require.Equal(w.t, "no-store", response.Header.Get("Cache-Control"))
	events := make(chan told, 1000)
	go func() {
		defer close(events)
		var next told
		var numbered string
		for lines := bufio.NewScanner(response.Body); lines.Scan(); {
			field, value, _ := strings.Cut(lines.Text(), ": ")
			switch field {
			case "event":
				next = told{kind: value}
			case "id":
				numbered = value
			case "data":
				if json.Unmarshal([]byte(value), &next) == nil && numbered == strconv.FormatInt(next.Revision, 10) {
					events <- next
				}
			}
		}
	}()
	return events
}

// hear gives the next event that is no heartbeat, having seen that none is missing.
func hear(t *testing.T, events <-chan told, last *int64) told {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		select {
		case e, ok := <-events:
			require.True(t, ok, "the stream has ended")
			if *last != 0 {
				require.Equal(t, *last, e.After, "an event is missing")
			}
			*last = e.Revision
			if e.kind != "heartbeat" {
				require.Equal(t, "revoked", e.kind)
				return e
			}
			require.Equal(t, told{}, e.names())
		case <-deadline:
			require.Fail(t, "nothing was told")
		}
	}
}

// ends waits for a stream to end.
func ends(t *testing.T, events <-chan told) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		select {
		case _, ok := <-events:
			if !ok {
				return
			}
		case <-deadline:
			require.Fail(t, "the stream goes on")
		}
	}
}

// TestTheStreamTellsWhatIsTakenBackAnywhere listens at two replicas, of which each
// takes something back, breaks off, and goes on where it stopped.
func TestTheStreamTellsWhatIsTakenBackAnywhere(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		other := w.at(w.Replica(databaseURL))
		token := w.Token("acme/shop", "", "https://orders.example")
		second := w.Token("acme/shop", "", "https://orders.example")
		here, there := w.listen("acme/orders", ""), other.listen("acme/warehouse", "")
		blind := w.listen("acme/vault", "")
		foreign := w.listen("globex/orders", "")
		first := <-here
		require.Equal(t, told{kind: "heartbeat", After: first.Revision, Revision: first.Revision}, first)
		last, lastThere := first.Revision, int64(0)
		w.step("revoke token", "acme/shop", token)
		require.Equal(t, []string{w.idOf("acme", token)}, hear(t, here, &last).Tokens)
		require.Equal(t, []string{w.idOf("acme", token)}, hear(t, there, &lastThere).Tokens)
		resume := strconv.FormatInt(last, 10)
		other.step("revoke token", "acme/shop", second)
		require.Equal(t, []string{w.idOf("acme", second)}, hear(t, here, &last).Tokens)
		require.Equal(t, []string{w.idOf("acme", second)}, hear(t, there, &lastThere).Tokens)
		again := w.listen("acme/orders", resume)
		missed := <-again
		require.Equal(t, told{kind: "revoked", After: first.Revision + 1, Revision: last, Tokens: []string{w.idOf("acme", second)}}, missed)
		old := w.listen("acme/orders", strconv.FormatInt(last+50, 10))
		require.Equal(t, told{kind: "revoked", After: last + 50, Revision: last, All: true}, <-old)
		for range len(blind) {
			require.Equal(t, told{}, (<-blind).names(), "may not see them")
		}
		require.Equal(t, told{}, (<-foreign).names())
		require.Empty(t, foreign)
	})
}

// TestTheStreamEndsWithTheRightToIt takes the right to listen away in every way.
func TestTheStreamEndsWithTheRightToIt(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		for does, take := range map[string]func(){
			"orders": func() { w.step("disable api orders", "acme/shop", "") },
			"vault":  func() { w.step("remove api vault", "acme/shop", "") },
			"billing": func() {
				w.Must(http.MethodDelete, "acme", fmt.Sprintf("/resource-servers/%s/credentials/billing", w.Servers["acme/billing"]), nil)
			},
		} {
			events, stays := w.listen("acme/"+does, ""), w.listen("acme/ledger", "")
			<-events
			take()
			ends(t, events)
			require.Equal(t, http.StatusUnauthorized, w.feed("acme/"+does, "", nil).Status)
			last := int64(0)
			require.True(t, hear(t, stays, &last).All)
		}
		events := w.listen("acme/ledger", "")
		<-events
		w.edit("system", "/tenants/acme", "status", "suspended")
		ends(t, events)
		require.Equal(t, http.StatusNotFound, w.feed("acme/ledger", "", nil).Status)
	})
}

// TestTheStreamIsSilentWhileNothingCanBeRead breaks the store under a listener.
func TestTheStreamIsSilentWhileNothingCanBeRead(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		w := Open(t, databaseURL).Build()
		token := w.Token("acme/shop", "", "https://orders.example")
		events := w.listen("acme/orders", "")
		first := <-events
		replica := w.at(w.Replica(databaseURL))
		w.Fail(func(string) error { return errors.New("boom") })
		replica.step("revoke token", "acme/shop", token)
		require.Equal(t, http.StatusServiceUnavailable, w.feed("acme/orders", "", nil).Status)
		time.Sleep(500 * time.Millisecond)
		require.Empty(t, events)
		w.Fail(nil)
		last := first.Revision
		require.Equal(t, []string{w.idOf("acme", token)}, hear(t, events, &last).Tokens)
	})
}
