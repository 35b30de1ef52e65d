package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// serving gives the address of a server that answers each request with what give
// says; the number counts the requests before.
func serving(t *testing.T, give func(number int64, w http.ResponseWriter, r *http.Request)) string {
	t.Helper()
	var asked atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { give(asked.Add(1)-1, w, r) }))
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

func write(w http.ResponseWriter, text string) { _, _ = w.Write([]byte(text)) }

// few is a job of a few requests.
func few(address string) job {
	return job{Address: address, Connections: 4, Lasts: 10 * time.Second, Count: 40}
}

const activeBody = `{"active":true,"jti":"a"}`

func TestGeneratorRefusesWrongAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		give  func(w http.ResponseWriter)
		wrong string
	}{
		"right":              {func(w http.ResponseWriter) { write(w, activeBody) }, ""},
		"inactive":           {func(w http.ResponseWriter) { write(w, inactive) }, "a wrong answer"},
		"another byte":       {func(w http.ResponseWriter) { write(w, strings.ToUpper(activeBody)) }, "a wrong answer"},
		"a byte more":        {func(w http.ResponseWriter) { write(w, activeBody+" ") }, "a wrong answer"},
		"a byte less":        {func(w http.ResponseWriter) { write(w, activeBody[1:]) }, "a wrong answer"},
		"another status":     {func(w http.ResponseWriter) { w.WriteHeader(http.StatusCreated); write(w, activeBody) }, "a wrong answer"},
		"could not find out": {func(w http.ResponseWriter) { w.WriteHeader(http.StatusServiceUnavailable) }, "a wrong answer: 503"},
		"limited": {func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
		}, "a wrong answer: 429"},
		"a body that ends early": {func(w http.ResponseWriter) { w.Header().Set("Content-Length", "99"); write(w, activeBody) }, "receive"},
		"an end of connection":   {func(w http.ResponseWriter) { w.Header().Set("Connection", "close"); write(w, activeBody) }, "closes the connection"},
	} {
		t.Run(name, func(t *testing.T) {
			// One answer of many is enough.
			address := serving(t, func(number int64, w http.ResponseWriter, _ *http.Request) {
				if number == 17 {
					c.give(w)
				} else {
					write(w, activeBody)
				}
			})
			j := few(address)
			j.Questions = filepath.Join(t.TempDir(), "questions")
			asking := caller{"api", "secret"}.post(address, "/introspect", "token=x")
			require.NoError(t, writeGob(j.Questions, []question{{asking, []byte(activeBody)}}))
			done, err := load(context.Background(), j)
			if c.wrong != "" {
				require.ErrorContains(t, err, c.wrong)
				return
			}
			require.NoError(t, err)
			require.EqualValues(t, j.Count, done.Answers)
			require.EqualValues(t, j.Count, done.Counted)
		})
	}
}

func TestGeneratorTakes429OnlyWithRetryAfter(t *testing.T) {
	for after, fine := range map[string]bool{"1": true, "": false, "0": false, "soon": false} {
		address := serving(t, func(number int64, w http.ResponseWriter, _ *http.Request) {
			if number%2 == 0 {
				write(w, activeBody)
				return
			}
			w.Header().Set("Retry-After", after)
			w.WriteHeader(http.StatusTooManyRequests)
		})
		j := few(address)
		j.Limited, j.Questions = true, filepath.Join(t.TempDir(), "questions")
		require.NoError(t, writeGob(j.Questions, []question{{caller{"a", "b"}.post(address, "/", "token=x"), []byte(activeBody)}}))
		done, err := load(context.Background(), j)
		require.Equal(t, fine, err == nil, "Retry-After %q: %v", after, err)
		if fine {
			require.EqualValues(t, j.Count/2, done.Limited)
		}
	}
}

// mint makes a token filed in a drawer of today.
func mint(t *testing.T) (domain.Secret, domain.TokenKey) {
	t.Helper()
	var key domain.HashKey
	now := time.Now()
	drawer := domain.DrawerFor(now, now.Add(time.Hour))
	text, err := domain.MintToken(rand.Reader, domain.AccessToken, drawer)
	require.NoError(t, err)
	return text, key.TokenKey(drawer, text)
}

func TestGeneratorRefusesAnswersAboutAnotherToken(t *testing.T) {
	const tenants, each = 3, 5
	dir := t.TempDir()
	ids := map[string]string{}
	file, err := os.Create(filepath.Join(dir, "deck"))
	require.NoError(t, err)
	for i := range tenants * each {
		text, key := mint(t)
		c, err := newCard(i%tenants, text, key)
		require.NoError(t, err)
		_, err = file.Write(c[:])
		require.NoError(t, err)
		ids[text.Reveal()] = key.String()
	}
	require.NoError(t, file.Close())
	_, stranger := mint(t)
	for name, c := range map[string]struct {
		answer string
		wrong  bool
	}{
		"about that token":    {`{"active":true,"iss":"x","jti":"%s","token_type":"Bearer"}`, false},
		"inactive":            {inactive, true},
		"inactive with an id": {`{"active":false,"jti":"%s"}`, true},
		"about another":       {`{"active":true,"iss":"x","jti":"` + stranger.String() + `"}`, true},
		"about none":          {`{"active":true,"iss":"x"}`, true},
	} {
		t.Run(name, func(t *testing.T) {
			var asked atomic.Int64
			address := serving(t, func(number int64, w http.ResponseWriter, r *http.Request) {
				token := r.FormValue("token")
				if number == 7 {
					write(w, strings.Replace(c.answer, "%s", ids[token], 1))
					return
				}
				asked.Add(1)
				write(w, fmt.Sprintf(`{"active":true,"jti":"%s"}`, ids[token]))
			})
			var heads [][]byte
			for i := range tenants {
				heads = append(heads, tenant{slug: fmt.Sprint("t", i)}.head(address))
			}
			j := job{Address: address, Connections: 2, Lasts: 10 * time.Second}
			j.Deck = &deckJob{File: file.Name(), Heads: filepath.Join(dir, "heads"), To: tenants * each}
			require.NoError(t, writeGob(j.Deck.Heads, heads))
			done, err := load(context.Background(), j)
			if c.wrong {
				require.ErrorContains(t, err, "a wrong answer")
				return
			}
			require.NoError(t, err)
			require.EqualValues(t, tenants*each, done.Answers, "each is asked about once")
		})
	}
}

func TestGeneratorRefusesTokensThatAreNone(t *testing.T) {
	token := func() string { text, _ := mint(t); return text.Reveal() }
	twice := token()
	for name, c := range map[string]struct {
		give  func(fresh string) string
		wrong string
	}{
		"tokens":             {func(fresh string) string { return fresh }, ""},
		"the same twice":     {func(string) string { return twice }, "issued twice"},
		"a short one":        {func(fresh string) string { return fresh[:60] }, "a token that is none"},
		"one with a mistake": {func(fresh string) string { return fresh[:20] + "!" + fresh[21:] }, "a token that is none"},
		"nothing":            {func(string) string { return "" }, "a token that is none"},
		"another answer":     {func(fresh string) string { return fresh + `","scope":"all` }, "a token that is none"},
	} {
		t.Run(name, func(t *testing.T) {
			address := serving(t, func(number int64, w http.ResponseWriter, _ *http.Request) {
				given := token()
				if number == 7 || number == 13 {
					given = c.give(given)
				}
				write(w, `{"access_token":"`+given+`","token_type":"Bearer"}`)
			})
			j := few(address)
			j.Issue = &issueJob{
				Requests: [][]byte{tenant{slug: "t"}.tokenRequest(address)}, Form: jetonToken,
				After: []byte(`","token_type":"Bearer"}`), Tokens: filepath.Join(t.TempDir(), "issued"),
			}
			_, err := load(context.Background(), j)
			if c.wrong != "" {
				require.ErrorContains(t, err, c.wrong)
				return
			}
			require.NoError(t, err)
			all, err := readIssued(j.Issue.Tokens)
			require.NoError(t, err)
			require.Len(t, all, int(j.Count))
		})
	}
}

func TestGeneratorRefusesATokenThatOutlivesItsRevocation(t *testing.T) {
	for name, c := range map[string]struct{ revoked, after, wrong string }{
		"taken back":   {"", inactive, ""},
		"still active": {"", activeBody, "that was taken back"},
	} {
		t.Run(name, func(t *testing.T) {
			address := serving(t, func(_ int64, w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/revoke":
					write(w, c.revoked)
				case "/after":
					write(w, c.after)
				default:
					write(w, activeBody)
				}
			})
			by := caller{"a", "b"}
			j := job{Address: address, Connections: 1, Lasts: time.Second, Questions: filepath.Join(t.TempDir(), "questions")}
			require.NoError(t, writeGob(j.Questions, []question{{by.post(address, "/", "token=x"), []byte(activeBody)}}))
			j.Revoke = []revocation{{by.post(address, "/revoke", "token=y"), by.post(address, "/after", "token=y")}}
			done, err := load(context.Background(), j)
			if c.wrong != "" {
				require.ErrorContains(t, err, c.wrong)
				return
			}
			require.NoError(t, err)
			require.EqualValues(t, 1, done.Revoked)
		})
	}
}
