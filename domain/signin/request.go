package signin

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Parameters are those of an authorization request, as they came.
type Parameters struct {
	ResponseType, ResponseMode, ClientID, RedirectURI string
	Scope, State, Nonce                               string
	CodeChallenge, CodeChallengeMethod                string
	Prompt, MaxAge, LoginHint                         string
	IDTokenHint                                       domain.Secret
	Resources                                         []string
	// Repeated is whether a parameter that may not came more than once.
	Repeated bool
	// Request is of RFC 9101, which is not served. RequestURI names what was
	// pushed (RFC 9126 section 4), and nothing else.
	Request, RequestURI string

	// pushed is whether they came from the client itself.
	pushed bool
}

// ReadParameters reads the parameters of an authorization request by their names,
// from wherever they came. Those without a value are left out (RFC 6749 section
// 3.1).
func ReadParameters(get func(name string) string, resources []string) Parameters {
	resources = slices.DeleteFunc(slices.Clone(resources), func(r string) bool { return r == "" })
	return Parameters{
		ResponseType: get("response_type"), ResponseMode: get("response_mode"), ClientID: get("client_id"), RedirectURI: get("redirect_uri"),
		Scope: get("scope"), State: get("state"), Nonce: get("nonce"),
		CodeChallenge: get("code_challenge"), CodeChallengeMethod: get("code_challenge_method"),
		Prompt: get("prompt"), MaxAge: get("max_age"), LoginHint: get("login_hint"), IDTokenHint: domain.NewSecret(get("id_token_hint")),
		Resources: resources, Request: get("request"), RequestURI: get("request_uri"),
	}
}

// refusal is an error that the client is told: at an address it registered, or in
// the answer to what it pushed.
type refusal struct{ code, message string }

// Error gives the text for logs.
func (r refusal) Error() string { return r.code + ": " + r.message }

// ResponseModes lists the ways an answer may go back, first the default.
func ResponseModes() []string { return []string{"query", "form_post"} }

// The values of prompt (OpenID Connect Core section 3.1.2.1).
const (
	promptNone    = "none"
	promptLogin   = "login"
	promptConsent = "consent"
	promptAccount = "select_account"
)

// PromptValues lists the values of prompt.
func PromptValues() []string {
	return []string{promptNone, promptLogin, promptConsent, promptAccount}
}

// ask reads a request, whichever way it came. A refusal comes with as much of what
// was asked as the answer needs; without an address to send it to (RFC 6749
// section 4.1.2.1) it is for the person.
func ask(snap *domain.Snapshot, client *domain.Client, p Parameters, now time.Time) (domain.Asked, error) {
	asked, err := check(snap, client, p)
	if err == nil {
		asked.Subject, err = hinted(snap, *client, p.IDTokenHint, now)
	}
	return asked, err
}

// check reads a request against the registration of its client.
func check(snap *domain.Snapshot, client *domain.Client, p Parameters) (domain.Asked, error) {
	switch {
	case client == nil || client.Status != domain.Active:
		return domain.Asked{}, refusal{"invalid_client", "this application is not known here"}
	case !slices.Contains(client.GrantTypes, domain.AuthorizationCode):
		return domain.Asked{}, refusal{"unauthorized_client", "this application may not sign people in"}
	}
	asked := domain.Asked{
		Client: client.ID, RedirectURI: p.RedirectURI, RedirectNamed: p.RedirectURI != "", ResponseMode: ResponseModes()[0],
		State: p.State, Nonce: p.Nonce, LoginHint: p.LoginHint, MaxAge: -1,
	}
	switch {
	case p.RedirectURI == "" && len(client.Registration.RedirectURIs) == 1:
		asked.RedirectURI = client.Registration.RedirectURIs[0]
	case !client.Registration.MatchRedirect(p.RedirectURI):
		return domain.Asked{}, refusal{"invalid_request", "the address to return to is not one that this application has registered"}
	}
	if p.Repeated {
		return asked, refusal{"invalid_request", "a parameter is repeated"}
	}
	if p.ResponseMode != "" {
		if !slices.Contains(ResponseModes(), p.ResponseMode) {
			return asked, refusal{"invalid_request", "response_mode is query or form_post"}
		}
		asked.ResponseMode = p.ResponseMode
	}
	switch {
	case !p.pushed && (client.Registration.RequirePAR || snap.Tenant.Settings.RequirePAR):
		return asked, refusal{"invalid_request", "this application has to push its requests (RFC 9126)"}
	case p.Request != "":
		return asked, refusal{"request_not_supported", "request objects are not served"}
	case p.RequestURI != "":
		return asked, refusal{"request_uri_not_supported", "request objects are not served"}
	case p.ResponseType == "":
		return asked, refusal{"invalid_request", "the parameter response_type is missing"}
	case p.ResponseType != "code":
		return asked, refusal{"unsupported_response_type", "the only response_type is code"}
	}
	if err := checkChallenge(client.Registration, p); err != nil {
		return asked, err
	}
	asked.Challenge = p.CodeChallenge
	if err := checkPrompt(&asked, p); err != nil {
		return asked, err
	}
	return asked, settle(snap, *client, &asked, p)
}

func checkChallenge(registration domain.Registration, p Parameters) error {
	switch {
	case p.CodeChallenge == "" && p.CodeChallengeMethod != "":
		return refusal{"invalid_request", "code_challenge_method comes with a code_challenge"}
	case p.CodeChallenge == "" && registration.NeedsPKCE():
		return refusal{"invalid_request", "PKCE is required: the parameter code_challenge is missing"}
	case p.CodeChallenge == "":
		return nil
	case p.CodeChallengeMethod != "S256":
		return refusal{"invalid_request", "the only code_challenge_method is S256"}
	case len(p.CodeChallenge) != 43 || strings.Trim(p.CodeChallenge, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "":
		return refusal{"invalid_request", "a code_challenge is 43 characters of base64url"}
	}
	return nil
}

func checkPrompt(asked *domain.Asked, p Parameters) error {
	if p.Prompt != "" {
		asked.Prompt = strings.Split(p.Prompt, " ")
	}
	for _, value := range asked.Prompt {
		if !slices.Contains(PromptValues(), value) {
			return refusal{"invalid_request", "prompt has a value that is not known"}
		}
		if value == promptNone && len(asked.Prompt) > 1 {
			return refusal{"invalid_request", "prompt none goes with no other value"}
		}
	}
	if p.MaxAge != "" {
		seconds, err := strconv.ParseInt(p.MaxAge, 10, 32)
		if err != nil || seconds < 0 {
			return refusal{"invalid_request", "max_age is a number of seconds"}
		}
		asked.MaxAge = seconds
	}
	return nil
}

// settle decides what the code will be worth.
func settle(snap *domain.Snapshot, client domain.Client, asked *domain.Asked, p Parameters) error {
	scope, err := domain.ParseScope(p.Scope)
	if err == nil {
		asked.Worth, _, err = snap.WorthForPerson(client, scope, p.Resources)
	}
	var known *domain.Error
	if errors.As(err, &known) && known.Kind == domain.KindInvalid {
		return refusal{known.Code, known.Message}
	}
	return err
}

// mayStill reports whether the client may still have what it asked for when it was
// checked: it may have changed since.
func mayStill(client *domain.Client, asked domain.Asked) bool {
	switch {
	case client == nil || client.Status != domain.Active:
		return false
	case asked.Device != nil:
		return slices.Contains(client.GrantTypes, domain.DeviceCode)
	}
	return slices.Contains(client.GrantTypes, domain.AuthorizationCode) && client.Registration.MatchRedirect(asked.RedirectURI)
}

// plain makes a refusal an error for whoever asked, and leaves others as they are.
func plain(err error) error {
	var r refusal
	if errors.As(err, &r) {
		return domain.Invalid(r.code, "%s", r.message)
	}
	return err
}

func answer(snap *domain.Snapshot, asked domain.Asked, a Answer) Step {
	a.RedirectURI, a.Mode, a.State, a.Issuer = asked.RedirectURI, asked.ResponseMode, asked.State, snap.Issuer
	return Step{Answer: &a}
}
