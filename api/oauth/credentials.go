package oauth

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"

	"github.com/jeton-id/jeton/domain"
)

// readCredentials finds the caller's credentials, presented in exactly one way:
// HTTP Basic or the form (RFC 6749 section 2.3.1). None at all is not malformed
// but unauthenticated.
func readCredentials(r *http.Request, f form) (domain.Credentials, error) {
	headers := r.Header.Values("Authorization")
	inForm := f.get("client_secret") != ""
	switch {
	case len(headers) > 1:
		return domain.Credentials{}, invalid("the Authorization header is repeated")
	case len(headers) == 1 && inForm:
		return domain.Credentials{}, invalid("credentials are presented in two ways at once")
	case len(headers) == 1:
		c, err := parseBasic(headers[0])
		if err == nil && f.get("client_id") != "" && f.get("client_id") != c.ID {
			return c, invalid("client_id is not the one that authenticated")
		}
		return c, err
	case inForm:
		id, err := f.required("client_id")
		return domain.Credentials{ID: id, Secret: domain.NewSecret(f.get("client_secret")), Method: domain.SecretPost}, err
	default:
		return domain.Credentials{}, domain.Unauthenticated()
	}
}

var strictBase64 = base64.StdEncoding.Strict()

// parseBasic reads an HTTP Basic header (RFC 7617) whose two parts are form-
// encoded inside (RFC 6749 section 2.3.1).
func parseBasic(header string) (domain.Credentials, error) {
	scheme, encoded, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Basic") {
		return domain.Credentials{}, domain.Unauthenticated()
	}
	var room [256]byte // enough for ours, and not on the heap
	decoded, err := strictBase64.AppendDecode(room[:0], []byte(encoded))
	if err != nil || strings.ContainsAny(encoded, "\r\n") {
		return domain.Credentials{}, domain.Unauthenticated()
	}
	rawID, rawSecret, ok := strings.Cut(string(decoded), ":")
	if !ok {
		return domain.Credentials{}, domain.Unauthenticated()
	}
	id, errID := url.QueryUnescape(rawID)
	secret, errSecret := url.QueryUnescape(rawSecret)
	if errID != nil || errSecret != nil {
		// Not form-encoded after all; read as sent.
		id, secret = rawID, rawSecret
	}
	c := domain.Credentials{ID: id, Secret: domain.NewSecret(secret), Method: domain.SecretBasic}
	if rawSecret != secret {
		c.Verbatim = domain.NewSecret(rawSecret)
	}
	return c, nil
}
