package load

import (
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"

	"github.com/jeton-id/jeton/test/process"
)

// Person is somebody with a password and a confidential application, which is
// trusted, so that no consent is asked for, and may do without PKCE.
type Person struct {
	Tenant string
	// App is the application. Its redirect URI is Back.
	App process.Caller
	// Self is the person: a username and a password.
	Self process.Caller
}

// Back is where applications of persons have people sent back to.
const Back = "https://app.example/back"

// DeclarePeople gives a tenant for jeton apply with an application and people who use
// it, and with more members besides.
func DeclarePeople(slug string, app process.Caller, people []process.Caller, more map[string]any) map[string]any {
	type object = map[string]any
	var users []object
	for _, person := range people {
		users = append(users, object{"username": person.ID, "password": person.Secret})
	}
	tenant := object{"slug": slug, "users": users, "clients": []object{{
		"client_id": app.ID, "secrets": []string{app.Secret}, "grant_types": []string{"authorization_code", "refresh_token"},
		"redirect_uris": []string{Back}, "pkce": "optional", "consent": "trusted",
	}}}
	for name, value := range more {
		tenant[name] = value
	}
	return tenant
}

var action = regexp.MustCompile(`action="([^"]*)"`)

// SignIn signs the person in with a browser of their own, and gives the tokens that
// the application gets for it.
func (p Person) SignIn(at *process.Process) (process.Answer, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return process.Answer{}, err
	}
	var answer url.Values
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	browser := &http.Client{Jar: jar, Timeout: Slowest, Transport: transport, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), Back) {
			answer = r.URL.Query()
			return http.ErrUseLastResponse
		}
		return nil
	}}
	asked := url.Values{"client_id": {p.App.ID}, "response_type": {"code"}, "scope": {"openid"}, "redirect_uri": {Back}}
	page, err := send(browser, http.MethodGet, at.URL+"/t/"+p.Tenant+"/oauth2/authorize?"+asked.Encode(), nil)
	if err != nil {
		return process.Answer{}, err
	}
	form := action.FindStringSubmatch(page)
	if form == nil {
		return process.Answer{}, errors.New("the page to sign in has no form")
	}
	_, err = send(browser, http.MethodPost, at.URL+html.UnescapeString(form[1]), url.Values{"username": {p.Self.ID}, "password": {p.Self.Secret}})
	if err != nil {
		return process.Answer{}, err
	}
	if answer.Get("code") == "" {
		return process.Answer{}, errors.New("signing in gave no code")
	}
	return p.Token(at, url.Values{"grant_type": {"authorization_code"}, "code": {answer.Get("code")}, "redirect_uri": {Back}})
}

// Refresh trades a refresh token for the next tokens.
func (p Person) Refresh(at *process.Process, token string) (process.Answer, error) {
	return p.Token(at, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
}

// Token asks the token endpoint as the application.
func (p Person) Token(at *process.Process, form url.Values) (process.Answer, error) {
	return at.Post("/t/"+p.Tenant+"/oauth2/token", p.App, form)
}

// send asks for a page, or posts a form, and gives what is there in the end.
func send(browser *http.Client, method, address string, form url.Values) (string, error) {
	request, err := http.NewRequest(method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := browser.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return "", err
	}
	if response.StatusCode >= http.StatusBadRequest {
		return "", fmt.Errorf("a page answered %d", response.StatusCode)
	}
	return string(text), nil
}
