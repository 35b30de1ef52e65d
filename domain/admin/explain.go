package admin

import (
	"fmt"
	"strings"

	"github.com/jeton-id/jeton/domain"
)

// causes gives each reason as the end of a sentence that says why a token is
// inactive.
var causes = map[domain.Reason]string{
	domain.ReasonMalformed:     "the text is not a token of this tenant",
	domain.ReasonUnknown:       "this tenant has no record of it: it was issued elsewhere, or so long ago that its record is gone",
	domain.ReasonExpired:       "it has expired",
	domain.ReasonNotYetValid:   "it is not valid yet",
	domain.ReasonRevoked:       "it was revoked",
	domain.ReasonGrantRevoked:  "the grant it was issued from was revoked",
	domain.ReasonClientRevoked: "all tokens of its client were revoked, or the client was removed",
	domain.ReasonUserRevoked:   "all tokens of its user were revoked, or the user was removed",
	domain.ReasonTenantRevoked: "all tokens of the tenant were revoked",
	domain.ReasonClientOff:     "its client is disabled",
	domain.ReasonUserOff:       "its user is disabled",
	domain.ReasonServerOff:     "no resource server it was issued for accepts it any more: disabled, without the identifier, or no longer allowed to the client",
	domain.ReasonNotForCaller:  "the token was not issued for it",
	domain.ReasonHidden:        "it must not see tokens of this client",
	domain.ReasonWrongKind:     "it is a refresh token, which only its client may use",
	domain.ReasonRefreshed:     "it is a refresh token that was used: another one has taken its place",
}

// Explanation says in one plain sentence how the token itself stands.
func (i Inspection) Explanation() string {
	if i.Reason == domain.ReasonActive {
		return "The token is active."
	}
	return "The token is inactive, because " + causes[i.Reason] + "."
}

// Explanation says in one plain sentence what the resource server is told.
func (v ServerVerdict) Explanation() string {
	if v.Answer == nil {
		return fmt.Sprintf("%s: inactive, because %s.", v.Server.Name, causes[v.Reason])
	}
	var told []string
	for _, claim := range []struct{ name, value string }{
		{"sub", v.Answer.Subject}, {"username", v.Answer.Username}, {"client_id", v.Answer.ClientID},
	} {
		if claim.value != "" {
			told = append(told, claim.name)
		}
	}
	if len(v.Answer.Scope) > 0 {
		told = append(told, "scope "+v.Answer.Scope.String())
	}
	if len(told) == 0 {
		return v.Server.Name + ": active. It is told neither who nor what for."
	}
	return fmt.Sprintf("%s: active. It is told %s.", v.Server.Name, strings.Join(told, ", "))
}
