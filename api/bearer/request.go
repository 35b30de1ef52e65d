package bearer

import (
	"net/http"
	"strings"
)

// maxToken bounds a token. A JWT with every claim there is has a tenth of it.
const maxToken = 16 << 10

// tokenOf reads the request's token from the Authorization header, the one place
// where it neither ends in a log nor is sent along by a browser (RFC 9700 section
// 4.3.2).
func tokenOf(r *http.Request) (string, error) {
	values := r.Header["Authorization"]
	if len(values) == 0 {
		return "", &Refusal{Status: http.StatusUnauthorized, Description: "this needs an access token"}
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	if len(values) == 1 && !strings.EqualFold(scheme, "Bearer") {
		return "", &Refusal{Status: http.StatusUnauthorized, Description: "this needs an access token"}
	}
	token = strings.Trim(token, " ")
	if len(values) > 1 || token == "" || len(token) > maxToken || !isB64Token(token) {
		return "", &Refusal{Status: http.StatusBadRequest, Code: "invalid_request", Description: "the Authorization header is not that of one bearer token"}
	}
	return token, nil
}

// isB64Token reports whether a text is RFC 6750's b64token, with equals signs at the
// end alone.
func isB64Token(text string) bool {
	body := strings.TrimRight(text, "=")
	for i := range len(body) {
		if !inB64Token[body[i]] {
			return false
		}
	}
	return body != ""
}

// inB64Token has the bytes of a b64token. Every request is looked at, so it is a
// table.
var inB64Token = func() (table [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/") {
		table[c] = true
	}
	return table
}()

// isJWT tells a JWT from a reference token by form: three parts with dots between,
// of which the first is a JSON object in base64url.
func isJWT(token string) bool {
	return strings.HasPrefix(token, "eyJ") && strings.Count(token, ".") == 2
}
