package oauth

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/event"
	"github.com/jeton-id/jeton/api/protect"
	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/introspect"
	"github.com/jeton-id/jeton/domain/visibility"
)

// gatewayHeader is where a gateway presents the credential of its API: the
// Authorization header is that of whoever it asks about.
const gatewayHeader = "Jeton-Authorization"

// Verify serves /t/{tenant}/gateway/verify, whatever the method: a gateway repeats
// that of the request it holds. It is introspection in the words that gateways
// understand, which are a status and headers, and decides nothing by itself.
//
// 401 and 403 are about the request that the gateway holds, and whatever its sender
// can bring about is one of the two: to nginx every other status is a failure of
// its own. What the gateway's settings bring about is 400 or 503, so that nobody is
// sent to fetch another token for it.
func (e Endpoints) Verify(c echo.Context) error {
	request := c.Request()
	required, err := requiredScope(request.URL.RawQuery)
	if err != nil {
		return err
	}
	credentials, err := readGateway(request.Header)
	if err != nil {
		return err
	}
	token, fault := readHeld(request.Header)
	if fault != "" || token.IsZero() {
		return challenge(c, http.StatusUnauthorized, fault, "")
	}
	answer, err := e.verify(c, introspect.Question{Credentials: credentials, Token: token})
	switch {
	case err != nil:
		return err
	case answer == nil:
		return challenge(c, http.StatusUnauthorized, "invalid_token", "")
	case len(required.Both(answer.Scope)) < len(required):
		return challenge(c, http.StatusForbidden, "insufficient_scope", required.String())
	}
	noStore(c.Response().Header())
	identify(c.Response().Header(), answer)
	return c.NoContent(http.StatusOK)
}

// verify asks, and gives nil for a token that lets nobody through. An API that is
// refused, or a tenant that is not there, is a fault of the gateway's settings, and
// never said to be the caller's.
func (e Endpoints) verify(c echo.Context, question introspect.Question) (*visibility.Answer, error) {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return nil, misconfigured(err)
	}
	ctx := c.Request().Context()
	outcome, err := e.Introspector.Introspect(ctx, slug, question)
	if domain.KindUnauthenticated.Is(err) || domain.KindNotFound.Is(err) {
		return nil, misconfigured(err)
	}
	if err != nil {
		return nil, err
	}
	event.Add(ctx, "caller", outcome.Caller)
	event.Add(ctx, "token_id", outcome.TokenID)
	event.Add(ctx, "reason", string(outcome.Reason))
	if outcome.Answer == nil || outcome.Answer.TokenUse != string(domain.AccessToken) {
		// A client that asks about its own refresh token is told that it is active.
		return nil, nil
	}
	return outcome.Answer, nil
}

// misconfigured says in the log, and nowhere else, what is wrong with a gateway.
func misconfigured(err error) error {
	return domain.Unavailable(fmt.Errorf("the gateway's settings are wrong: %w", err))
}

// requiredScope reads the parameter scope: the values that are required, all of
// them. The rest of the query is not ours: some gateways append the request that
// they hold to it, so nobody who sends one can take anything away here.
func requiredScope(query string) (domain.Scope, error) {
	var required domain.Scope
	for pair := range strings.SplitSeq(query, "&") {
		rawName, rawValue, _ := strings.Cut(pair, "=")
		if name, err := url.QueryUnescape(rawName); err != nil || name != "scope" {
			continue
		}
		if required != nil {
			return nil, invalid("the parameter scope is repeated")
		}
		value, err := url.QueryUnescape(rawValue)
		if err != nil {
			return nil, invalid("the parameter scope is not form-encoded")
		}
		if required, err = domain.ParseScope(value); err != nil {
			return nil, err
		}
		if len(required) == 0 {
			return nil, invalid("the parameter scope is empty")
		}
	}
	return required, nil
}

// readGateway reads the credential of the gateway's API, by HTTP Basic.
func readGateway(header http.Header) (domain.Credentials, error) {
	presented := header.Values(gatewayHeader)
	if len(presented) != 1 {
		return domain.Credentials{}, misconfigured(errors.New(strconv.Itoa(len(presented)) + " headers " + gatewayHeader))
	}
	credentials, err := parseBasic(presented[0])
	if err != nil {
		return credentials, misconfigured(fmt.Errorf("read the header %s: %w", gatewayHeader, err))
	}
	return credentials, nil
}

// bearerForm is that of the credentials of RFC 6750 section 2.1.
var bearerForm = regexp.MustCompile(`^ +([A-Za-z0-9._~+/-]+=*)$`)

// readHeld reads the token of the request that the gateway holds. It is zero if
// there is none, and if its scheme is another. A header that is doubled or cannot
// be read is at fault: RFC 6750 section 3.1 has 400 for it, which is the one status
// that a gateway could not pass on.
func readHeld(header http.Header) (token domain.Secret, fault string) {
	values := header.Values(echo.HeaderAuthorization)
	switch {
	case len(values) == 0:
		return token, ""
	case len(values) > 1:
		return token, "invalid_request"
	}
	const scheme = "Bearer"
	if len(values[0]) < len(scheme) || !strings.EqualFold(values[0][:len(scheme)], scheme) {
		return token, ""
	}
	parts := bearerForm.FindStringSubmatch(values[0][len(scheme):])
	if parts == nil {
		return token, "invalid_request"
	}
	return domain.NewSecret(parts[1]), ""
}

// challenge answers in the words of RFC 6750 section 3; who brought no token is told
// of no error.
func challenge(c echo.Context, code int, fault, scope string) error {
	noStore(c.Response().Header())
	protect.Ask(c.Response().Header(), fault, scope)
	if fault == "" {
		return c.NoContent(code)
	}
	return c.JSON(code, errorBody{Error: fault})
}

// identify says who the request is from. Every header is always there, empty for
// what is withheld: a gateway that copies them overwrites what its sender had put
// there.
func identify(header http.Header, answer *visibility.Answer) {
	header.Set("Jeton-Issuer", inHeader(answer.Issuer))
	header.Set("Jeton-Subject", inHeader(answer.Subject))
	header.Set("Jeton-Client-Id", inHeader(answer.ClientID))
	header.Set("Jeton-Username", inHeader(answer.Username))
	scope := make([]string, 0, len(answer.Scope))
	for _, value := range answer.Scope {
		scope = append(scope, inHeader(value))
	}
	header.Set("Jeton-Scope", strings.Join(scope, " "))
	header.Set("Jeton-Token-Id", answer.ID)
	header.Set("Jeton-Expires", strconv.FormatInt(answer.Expires.Unix(), 10))
}

// inHeader writes a value so that any can be in a header (RFC 9110 section 5.5):
// what is not visible ASCII, and the percent sign, goes byte by byte as %XX.
func inHeader(value string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(value) {
		if c := value[i]; c <= ' ' || c > '~' || c == '%' {
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
			continue
		}
		b.WriteByte(value[i])
	}
	return b.String()
}
