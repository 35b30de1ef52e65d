package frontdoor

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/api"
	"github.com/jeton-id/jeton/migrations"
)

// secretive finds, in what goes over the wire, what opens something: tokens and
// secrets of ours, JWTs, cookies, the handles and links in paths, codes.
var secretive = regexp.MustCompile(`jtn_[a-z]+_[\w-]+|eyJ[\w-]+\.[\w-]+\.[\w-]+|jeton_\w+=([^;\s]+)|/(?:signin|password)/([\w-]{16,})|[?&]code=([\w-]+)|"user_code":"([^"]+)"|Basic (\S+)`)

// TestNoSecretIsInATraceOrALine has every route do what it does, with every secret
// there is, and then puts one where it does not belong: into every part of a request
// that a caller can write. None of it is in what the collector gets, byte for byte,
// or in the log. What is written there does not depend on the engine.
func TestNoSecretIsInATraceOrALine(t *testing.T) {
	in, collector, sent := openTraced(t, Database(t, migrations.SQLite), 1, "127.0.0.0/8")
	planted := "Hush-" + rand.Text()
	secrets := map[string]bool{planted: true, in.Operator: true, secret: true, url.QueryEscape(secret): true}
	in.Overhears = func(request *http.Request, body string, answer Response) {
		heard := request.URL.String() + "\n" + body + "\n" + answer.Body
		for _, header := range []http.Header{request.Header, answer.Header} {
			for _, values := range header {
				heard += "\n" + strings.Join(values, "\n")
			}
		}
		for _, found := range secretive.FindAllStringSubmatch(heard, -1) {
			for i, text := range found {
				// The whole of a match is the secret if no part of it is.
				if len(text) >= 8 && (i > 0 || strings.Join(found[1:], "") == "") {
					secrets[text] = true
				}
			}
		}
	}
	w := in.Build()
	answered := 0
	a, routes := w.freshTenant(), slices.Clone(w.Routes)
	// What takes things away comes last, so that one tenant serves all of them.
	slices.SortStableFunc(routes, func(a, b api.Route) int { return cmp.Compare(lasts(a), lasts(b)) })
	for _, route := range routes {
		name, tenant := route.Method+" "+route.Path, a.tenant
		if management, ok := managing(route); ok {
			name = management
		}
		if operators(route) {
			tenant = "system"
		}
		if w.send(route, sampleOf(a, name, w.version(a.tenant)), tenant, w.Operator).Status < http.StatusBadRequest {
			answered++
		}
	}
	require.Greater(t, answered, len(routes)*9/10)
	for _, route := range w.Routes {
		w.misplace(route, planted)
	}
	sent()

	requests, _ := collector.spans(t)
	require.Len(t, requests, len(w.lines()), "nothing was dropped")
	require.Greater(t, len(secrets), 50, "secrets were heard at all")
	if leaked(w.Log.String(), secrets) != nil {
		for line := range strings.Lines(w.Log.String()) {
			require.Empty(t, leaked(line, secrets), "a secret in the log: %s", line)
		}
	}
	require.Empty(t, leaked(collector.all(), secrets), "the collector has secrets")
}

// leaked lists the secrets that are in a text.
func leaked(text string, secrets map[string]bool) (found []string) {
	var without []string
	for secret := range secrets {
		without = append(without, secret, "")
	}
	// One walk for all of them, which are thousands.
	if strings.NewReplacer(without...).Replace(text) == text {
		return nil
	}
	for secret := range secrets {
		if strings.Contains(text, secret) {
			found = append(found, secret)
		}
	}
	return found
}

// lasts tells what takes things away from what does not.
func lasts(route api.Route) int {
	if route.Method == http.MethodDelete || strings.HasSuffix(route.Path, "/revocations") || strings.HasSuffix(route.Path, "/end") {
		return 1
	}
	return 0
}

// Where a secret may be misplaced, beside names that are themselves not for others'
// eyes.
var (
	misplacedInQuery = []string{
		"q", "limit", "cursor", "after", "from", "granularity", "kind", "state", "scope", "client_id", "redirect_uri", "request_uri", "response_type",
		"response_mode", "prompt", "resource", "issued_after", "resource_server", "code", "done",
	}
	misplacedInForm = []string{
		"grant_type", "scope", "resource", "client_id", "client_secret", "code", "code_verifier", "refresh_token", "device_code", "token", "token_type_hint",
		"redirect_uri", "response_type", "request_uri", "username", "password", "user_code", "decision", "name", "lifetime",
	}
	misplacedInJSON = map[string]func(text string) any{
		"name": plainly, "slug": plainly, "client_id": plainly, "token_endpoint_auth_method": plainly, "acts_for": plainly, "alg": plainly, "reason": plainly,
		"purpose": plainly, "email": plainly, "username": plainly, "token": plainly, "client": plainly, "version": plainly, "lifetime_seconds": plainly,
		"answer_profile": plainly, "jwks_uri": plainly, "jwks": plainly, "id": plainly,
		"identifiers": listed, "roles": listed, "grant_types": listed, "redirect_uris": listed, "contacts": listed, "sees": listed, "claims": listed,
		"scopes":     func(text string) any { return []any{map[string]any{"name": text}} },
		"allowed":    func(text string) any { return []any{map[string]any{"resource_server": text, "scopes": []string{text}}} },
		"attributes": func(text string) any { return map[string]any{text: text} },
	}
)

func plainly(text string) any { return text }

func listed(text string) any { return []string{text, text} }

// misplace puts a text into the parts of requests to a route, one after another.
func (w *World) misplace(route api.Route, text string) {
	w.t.Helper()
	segment := regexp.MustCompile(`:\w+|\*`)
	there := segment.ReplaceAllString(strings.Replace(route.Path, ":tenant", "acme", 1), text)
	nowhere := segment.ReplaceAllString(route.Path, text)
	header := func(media, authorization string) http.Header {
		return http.Header{
			"Content-Type": {media}, "Authorization": {authorization}, "User-Agent": {text}, "Referer": {"https://" + text + ".example/"},
			"X-Forwarded-For": {text + ", 192.0.2.1"}, "X-Request-Id": {text}, "Traceparent": {text}, "Tracestate": {"a=" + text}, "Baggage": {"a=" + text},
			"Accept-Language": {text}, "Accept": {text}, "Cookie": {"__Secure-jeton_session=" + text}, "Last-Event-Id": {text},
		}
	}
	const formType, jsonType = "application/x-www-form-urlencoded", "application/json"
	bearer, basic := "Bearer "+w.Operator, Basic("shop", w.Secrets["acme/shop"])
	w.Send(text, there, header(formType, bearer), "")
	w.Send(route.Method, nowhere, header(formType, bearer), "")
	w.Send(route.Method, there, header(text, bearer), text)
	w.Send(route.Method, there+"?"+text+"="+text, header(formType, "Bearer "+text), "")
	w.Send(route.Method, there, header(formType, text+" "+text), text+"="+text+"&"+text+"="+text)
	w.Send(route.Method, there, header(formType, Basic(text, text)), "token="+text)
	w.Send(route.Method, there, header(jsonType, bearer), `{"`+text+`": "`+text+`"}`)
	switch managed := strings.Contains(route.Path, "/api/v1") || strings.Contains(route.Path, "/register"); {
	case route.Method == http.MethodGet:
		for _, name := range misplacedInQuery {
			w.Send(route.Method, there+"?"+name+"="+text, header(formType, bearer), "")
		}
	case route.Method == http.MethodDelete || route.Method == http.MethodOptions:
	case managed:
		for name, value := range misplacedInJSON {
			body, err := json.Marshal(map[string]any{"name": "x", name: value(text)})
			require.NoError(w.t, err)
			w.Send(route.Method, there, header(jsonType, bearer), string(body))
		}
	default:
		for _, name := range misplacedInForm {
			w.Send(route.Method, there, header(formType, basic), "grant_type=client_credentials&"+name+"="+text)
			w.Send(route.Method, there, header(formType, basic), name+"="+text+"&"+name+"="+text)
		}
	}
}
