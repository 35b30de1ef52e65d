package admin

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jeton-id/jeton/domain"
)

// Form says what a text is, told from the text alone.
type Form struct {
	WellFormed bool
	// Kind and Format are empty where the text does not tell.
	Kind   domain.TokenKind
	Format domain.TokenFormat
	// Sentence says it in words.
	Sentence string
}

// lookalikes are texts that people paste for a token, by how they begin. The
// first that fits is taken.
var lookalikes = []struct {
	prefix, sentence string
	kind             domain.TokenKind
}{
	{"jtn_at_", "It begins like a reference access token, but a character was changed, added or lost.", domain.AccessToken},
	{"jtn_rt_", "It begins like a refresh token, but a character was changed, added or lost.", domain.RefreshToken},
	{"jtn_pat_", "It begins like a personal access token, but a character was changed, added or lost.", domain.PersonalToken},
	{"jtn_cs_", "It is a client's secret, not a token. Treat it as leaked: make another and remove it.", ""},
	{"jtn_rs_", "It is a resource server's credential, not a token. Treat it as leaked: make another and remove it.", ""},
	{"jtn_op_", "It is an operator token, not a token of this tenant. Treat it as leaked: set another.", ""},
	{"jtn_setup_", "It is the secret of a set-up link, not a token.", ""},
	{"jtn_ia_", "It is an initial access token, which registers clients, not a token of this kind. Treat it as leaked: remove it.", ""},
	{"jtn_ra_", "It is a client's registration access token, not an access token. Treat it as leaked: have the client update its registration, which gives it another.", ""},
	{"jtn_pw_", "It is the secret of a password link, not a token. Treat it as leaked: make another, which replaces it.", ""},
}

// formAt describes a text whose row could be located.
func (c Caller) formAt(located domain.Located) Form {
	form := Form{WellFormed: true, Kind: located.Kind, Format: located.Format}
	name := strings.ReplaceAll(string(located.Kind), "_", " ")
	switch ends := located.Key.Drawer.Ends(); {
	case located.Format == domain.JWT:
		form.Sentence = "It is a JWT access token that this tenant signed."
	case c.at.After(ends):
		form.Sentence = fmt.Sprintf("It is a whole %s, and had expired by %s at the latest.", name, ends.Format("2006-01-02 15:04 UTC"))
	default:
		form.Sentence = fmt.Sprintf("It is a whole %s; which tenant issued it, the text does not tell.", name)
	}
	return form
}

// formOf describes a text that is no token of this tenant's form.
func (c Caller) formOf(token domain.Secret, form domain.Form) Form {
	text := token.Reveal()
	for _, l := range lookalikes {
		if strings.HasPrefix(text, l.prefix) {
			described := Form{Kind: l.kind, Sentence: l.sentence}
			if l.kind != "" {
				described.Format = domain.Reference
			}
			return described
		}
	}
	switch {
	case form == domain.Unverified:
		return Form{Format: domain.JWT, Sentence: c.unverified(text)}
	case strings.Count(text, ".") == 2:
		return Form{Format: domain.JWT, Sentence: "It has the form of a JWT, but not of an access token of this tenant."}
	case text != strings.TrimSpace(text):
		return Form{Sentence: "It begins or ends with white space, which is no part of a token."}
	default:
		return Form{Sentence: "It has the form of no token that Jeton issues."}
	}
}

// unverified says whose a JWT claims to be. Nothing of it is proven.
func (c Caller) unverified(text string) string {
	var claims struct {
		Issuer string `json:"iss"`
	}
	parts := strings.Split(text, ".")
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(payload, &claims) != nil || claims.Issuer == "" || len(claims.Issuer) > 300 {
		return "It has the form of a JWT, but names no issuer."
	}
	if claims.Issuer == c.tenant.Issuer {
		return "It is a JWT that names this tenant as its issuer, but is no access token signed by a key that is still published: it was altered, is of another type, or its key has retired."
	}
	return fmt.Sprintf("It is a JWT that names another issuer, %q.", claims.Issuer)
}
