// Package protect is what Jeton's own protected resources have in common: the
// management API, UserInfo and the registration of clients. It reads the token
// that comes with a request, and tells whoever brought none that is good how to
// ask (RFC 6750). Whether a token is good, each of them finds out for itself.
package protect

import (
	"net/http"
	"strings"

	"github.com/jeton-id/jeton/domain"
)

// Bearer reads the token of a request's Authorization header (RFC 6750 section
// 2.1), which is the one place it may come in. It is zero if there is none, and if
// two headers leave open which is meant.
func Bearer(request http.Header) domain.Secret {
	token, _ := read(request)
	return token
}

// Presents reports whether a request presents an access token in its Authorization
// header, good or bad.
func Presents(request http.Header) bool {
	_, presented := read(request)
	return presented
}

// read also reports whether a token was presented at all.
func read(request http.Header) (token domain.Secret, presented bool) {
	values := request.Values("Authorization")
	if len(values) != 1 {
		return domain.Secret{}, len(values) > 1
	}
	scheme, text, _ := strings.Cut(values[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return domain.Secret{}, false
	}
	return domain.NewSecret(strings.TrimLeft(text, " ")), true
}

// Challenge answers a refusal of the request (RFC 6750 section 3): without a token,
// nothing is said about one. Needed is the scope that was missing, empty if that is
// nobody's business. Other errors are left alone.
func Challenge(answer, request http.Header, err error, needed string) {
	_, presented := read(request)
	switch {
	case domain.KindUnauthenticated.Is(err) && presented:
		Ask(answer, "invalid_token", "")
	case domain.KindUnauthenticated.Is(err):
		Ask(answer, "", "")
	case domain.KindForbidden.Is(err):
		Ask(answer, "insufficient_scope", needed)
	}
}

// Ask writes the challenge (RFC 6750 section 3), with the error and the scope unless
// they are empty.
func Ask(answer http.Header, fault, scope string) {
	challenge := `Bearer realm="jeton"`
	if fault != "" {
		challenge += `, error="` + fault + `"`
	}
	if scope != "" {
		challenge += `, scope="` + scope + `"`
	}
	answer.Set("WWW-Authenticate", challenge)
}
