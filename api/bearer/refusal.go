package bearer

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Refusal is why a request is not let through, as its sender is told.
type Refusal struct {
	// Status is 400, 401, 403 or 503.
	Status int
	// Code is one of RFC 6750 section 3.1, "temporarily_unavailable" with 503, and
	// empty where no token came.
	Code, Description string
	// Scope is what the route requires, if the token lacks it.
	Scope []string
	// RetryAfter is when to try again, with 503.
	RetryAfter time.Duration
}

// Error gives the code and the description.
func (r *Refusal) Error() string {
	return "bearer: " + strings.TrimPrefix(r.Code+": "+r.Description, ": ")
}

func invalid(description string) *Refusal {
	return &Refusal{Status: http.StatusUnauthorized, Code: "invalid_token", Description: description}
}

func unavailable(after time.Duration) *Refusal {
	return &Refusal{
		Status: http.StatusServiceUnavailable, Code: "temporarily_unavailable",
		Description: "whether the token is good could not be found out", RetryAfter: max(after, time.Second),
	}
}

// Refuse answers a request that Verify gave an error for.
func (g *Guard) Refuse(w http.ResponseWriter, err error) {
	var refusal *Refusal
	if !errors.As(err, &refusal) {
		refusal = unavailable(0)
	}
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	if refusal.Status == http.StatusServiceUnavailable {
		header.Set("Retry-After", strconv.Itoa(int((refusal.RetryAfter+time.Second-1)/time.Second)))
	} else {
		header.Set("WWW-Authenticate", g.challenge(refusal))
	}
	header.Set("Content-Type", "application/json")
	w.WriteHeader(refusal.Status)
	// Who cannot be written to has gone.
	_ = json.NewEncoder(w).Encode(struct {
		Error       string `json:"error,omitempty"`
		Description string `json:"error_description"`
	}{refusal.Code, refusal.Description})
}

// challenge writes WWW-Authenticate (RFC 6750 section 3). Without a token there is
// no error in it, for there was none to find fault with.
func (g *Guard) challenge(refusal *Refusal) string {
	parameters := [][2]string{
		{"realm", g.options.Realm},
		{"error", refusal.Code},
		{"error_description", ""},
		{"scope", strings.Join(refusal.Scope, " ")},
		{"resource_metadata", g.options.Metadata},
	}
	if refusal.Code != "" {
		parameters[2][1] = refusal.Description
	}
	challenge, separator := "Bearer", " "
	for _, p := range parameters {
		if p[1] != "" {
			challenge += separator + p[0] + `="` + p[1] + `"`
			separator = ", "
		}
	}
	return challenge
}
