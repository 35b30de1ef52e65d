package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// ordersAPI is a resource server. It knows nothing about tokens but whom to ask.
type ordersAPI struct {
	// introspection is Jeton's introspection endpoint (RFC 7662), id and secret
	// are the API's own.
	introspection, id, secret string
}

// told is what the API makes of an introspection answer. Of an inactive token it
// is told nothing else.
type told struct {
	Active   bool   `json:"active"`
	Scope    string `json:"scope"`
	Subject  string `json:"sub"`
	Username string `json:"username"`
}

// ServeHTTP serves GET /api/orders to whoever has a token for orders:read.
func (a ordersAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		w.Header().Set("WWW-Authenticate", `Bearer realm="orders"`)
		http.Error(w, "a token is missing", http.StatusUnauthorized)
		return
	}
	t, err := a.ask(r, token)
	switch {
	case err != nil:
		// Not knowing is not a no: the caller may come again.
		http.Error(w, "cannot find out what the token means", http.StatusServiceUnavailable)
	case !t.Active:
		w.Header().Set("WWW-Authenticate", `Bearer realm="orders", error="invalid_token"`)
		http.Error(w, "the token is not good, or not any more", http.StatusUnauthorized)
	case !slices.Contains(strings.Fields(t.Scope), "orders:read"):
		w.Header().Set("WWW-Authenticate", `Bearer realm="orders", error="insufficient_scope", scope="orders:read"`)
		http.Error(w, "the token is not for reading orders", http.StatusForbidden)
	default:
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode([]string{"3 lamps, for " + t.Subject, "1 chair, for " + t.Subject})
	}
}

var client = &http.Client{Timeout: 5 * time.Second}

// ask asks Jeton what the token means.
func (a ordersAPI) ask(r *http.Request, token string) (told, error) {
	form := url.Values{"token": {token}}
	request, err := http.NewRequestWithContext(r.Context(), http.MethodPost, a.introspection, strings.NewReader(form.Encode()))
	if err != nil {
		return told{}, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth(url.QueryEscape(a.id), url.QueryEscape(a.secret))
	response, err := client.Do(request)
	if err != nil {
		return told{}, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return told{}, fmt.Errorf("introspection answered %s", response.Status)
	}
	var t told
	return t, json.NewDecoder(response.Body).Decode(&t)
}
