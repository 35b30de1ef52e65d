package oauth

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/domain"
)

// readCredentials finds the caller's credentials, presented in exactly one way:
// HTTP Basic, a secret in the form (RFC 6749 section 2.3.1), an assertion (RFC
// 7521 section 4.2), or a client_id alone, which is all that a public client has.
// None at all is not malformed but unauthenticated.
func readCredentials(r *http.Request, f form) (domain.Credentials, error) {
	headers := r.Header.Values("Authorization")
	inForm, asserted := f.get("client_secret") != "", f.get("client_assertion") != ""
	switch {
	case len(headers) > 1:
		return domain.Credentials{}, invalid("the Authorization header is repeated")
	case len(headers) == 1 && (inForm || asserted), inForm && asserted:
		return domain.Credentials{}, invalid("credentials are presented in two ways at once")
	case f.get("client_assertion_type") != "" && !asserted:
		return domain.Credentials{}, invalid("the parameter client_assertion is missing")
	case len(headers) == 1:
		return sameClient(f)(parseBasic(headers[0]))
	case asserted:
		return sameClient(f)(readAssertion(f))
	case inForm:
		id, err := f.required("client_id")
		return domain.Credentials{ID: id, Secret: domain.NewSecret(f.get("client_secret")), Method: domain.SecretPost}, err
	case f.get("client_id") != "":
		return domain.Credentials{ID: f.get("client_id"), Method: domain.NoAuth}, nil
	default:
		return domain.Credentials{}, domain.Unauthenticated()
	}
}

// sameClient refuses a client_id beside credentials that are another's.
func sameClient(f form) func(domain.Credentials, error) (domain.Credentials, error) {
	return func(c domain.Credentials, err error) (domain.Credentials, error) {
		if err == nil && f.get("client_id") != "" && f.get("client_id") != c.ID {
			return c, invalid("client_id is not the one that authenticated")
		}
		return c, err
	}
}

var strictBase64 = base64.StdEncoding.Strict()

// readAssertion reads an assertion of the one type there is.
func readAssertion(f form) (domain.Credentials, error) {
	kind, err := f.required("client_assertion_type")
	switch {
	case err != nil:
		return domain.Credentials{}, err
	case kind != domain.AssertionType:
		return domain.Credentials{}, invalid("the client_assertion_type is not " + domain.AssertionType)
	}
	return domain.ReadAssertion(f.get("client_assertion"))
}

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

// readClient reads what a client posts at a tenant: its form and its credentials.
func readClient(c echo.Context, mayRepeat ...string) (domain.Slug, form, domain.Credentials, error) {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return "", form{}, domain.Credentials{}, err
	}
	f, err := readForm(c.Request(), mayRepeat...)
	if err != nil {
		return "", form{}, domain.Credentials{}, err
	}
	credentials, err := readCredentials(c.Request(), f)
	return slug, f, credentials, err
}
