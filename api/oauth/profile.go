package oauth

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/visibility"
)

// profile is how answers to introspection are written for a resource server. What
// they may say is decided before, by visibility.
type profile struct {
	name        domain.AnswerProfile
	contentType []string
	// pragma is whether Pragma is sent whatever Cache-Control says.
	pragma bool
	// active writes an active answer.
	active func(b []byte, a *visibility.Answer) []byte
}

// profiles has every domain.AnswerProfile. The first is nearly everybody's.
var profiles = [...]profile{
	{name: domain.StandardAnswers, contentType: jsonType, active: appendStandard},
	{name: domain.AsgardeoAnswers, contentType: jsonType, active: appendAsgardeo},
	{name: domain.STSAnswers, contentType: jsonType, pragma: true, active: appendSTS},
	{name: domain.BankIDAnswers, contentType: []string{"application/json;charset=utf-8"}, active: appendBankID},
	{name: domain.IdentityServerAnswers, contentType: jsonType, active: appendIdentityServer},
}

// profileNamed finds a profile; a name that nobody can have is answered as most are.
func profileNamed(name domain.AnswerProfile) *profile {
	for i := range profiles {
		if profiles[i].name == name {
			return &profiles[i]
		}
	}
	return &profiles[0]
}

// appendAnswer writes an answer as JSON, inactive for nil.
func (p *profile) appendAnswer(b []byte, a *visibility.Answer) []byte {
	if a == nil {
		return append(b, inactive...)
	}
	return p.active(b, a)
}

// head sets the headers of an answer. Nobody may keep it, but for a resource server
// that may remember an active one for a while.
func (p *profile) head(header http.Header, a *visibility.Answer) {
	noStore(header)
	header[echo.HeaderContentType] = p.contentType
	if a == nil || a.Fresh == 0 {
		return
	}
	header["Cache-Control"] = []string{"private, max-age=" + strconv.FormatInt(int64(a.Fresh/time.Second), 10)}
	if !p.pragma {
		delete(header, "Pragma")
	}
}

// appendAsgardeo writes what Asgardeo does. A refresh token is one by its token_type,
// and has no aut.
func appendAsgardeo(b []byte, a *visibility.Answer) []byte {
	begin, tokenType := `{"aut":"APPLICATION","active":true`, a.TokenType
	switch {
	case a.TokenUse == string(domain.RefreshToken):
		begin, tokenType = `{"active":true`, "Refresh"
	case a.Person:
		begin = `{"aut":"APPLICATION_USER","active":true`
	}
	b = appendTime(append(b, begin...), "nbf", a.NotBefore)
	b = appendScope(b, a.Scope)
	b = appendMember(b, "token_type", tokenType)
	b = appendTime(b, "exp", a.Expires)
	b = appendTime(b, "iat", a.Issued)
	b = appendMember(b, "client_id", a.ClientID)
	b = appendMember(b, "username", a.Username)
	return append(b, '}')
}

// appendSTS writes aud as a list always, and what Jeton knows of the tenant apart from
// what RFC 7662 names.
func appendSTS(b []byte, a *visibility.Answer) []byte {
	b = append(b, `{"active":true`...)
	b = appendMember(b, "client_id", a.ClientID)
	b = appendMember(b, "username", a.Username)
	b = appendScope(b, a.Scope)
	b = appendMember(b, "sub", a.Subject)
	b = appendAudiences(b, a.Audience)
	b = appendMember(b, "iss", a.Issuer)
	b = appendTime(b, "exp", a.Expires)
	b = appendTime(b, "iat", a.Issued)
	b = appendMember(b, "token_type", a.TokenType)
	b = appendText(append(b, `,"extended_claims":{"tenant":`...), string(a.Tenant.Slug))
	b = appendMember(b, "tenant_name", a.Tenant.Name)
	return append(b, "}}"...)
}

// appendBankID writes what the provider from BankID does; its iss is always empty.
func appendBankID(b []byte, a *visibility.Answer) []byte {
	b = append(b, `{"active":true`...)
	b = appendMember(b, "client_id", a.ClientID)
	b = appendTime(b, "exp", a.Expires)
	b = appendTime(b, "iat", a.Issued)
	b = append(b, `,"iss":""`...)
	b = appendScope(b, a.Scope)
	b = appendMember(b, "token_type", a.TokenType)
	b = appendMember(b, "username", a.Username)
	return append(b, '}')
}

// appendIdentityServer writes what Duende's handlers make claims of: one of each
// member, and of a list one of each value. They take scope apart at its spaces.
func appendIdentityServer(b []byte, a *visibility.Answer) []byte {
	b = append(b, `{"active":true`...)
	b = appendMember(b, "iss", a.Issuer)
	b = appendTime(b, "nbf", a.NotBefore)
	b = appendTime(b, "iat", a.Issued)
	b = appendTime(b, "exp", a.Expires)
	b = appendAudience(b, a.Audience)
	b = appendMember(b, "client_id", a.ClientID)
	b = appendMember(b, "sub", a.Subject)
	b = appendMember(b, "username", a.Username)
	b = appendScope(b, a.Scope)
	return append(b, '}')
}
