package process

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// newClient gives a client that uses no proxy, follows no redirect and tries nothing
// twice: what a test sees is one answer to one request.
func newClient() *http.Client {
	return &http.Client{
		Timeout:       patience,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 64},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Remote gives what serves at a URL and is not ours to start or end, a balancer say.
// Requests are all that can be sent to it.
func Remote(url string) *Process { return &Process{URL: url, client: newClient()} }

// Caller is who asks: a client, or a resource server by one of its credentials.
type Caller struct{ ID, Secret string }

// Answer is one response, read to its end.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Member gives a member of a JSON object, nil if the body is none or lacks it.
func (a Answer) Member(name string) any {
	var members map[string]any
	if json.Unmarshal(a.Body, &members) != nil {
		return nil
	}
	return members[name]
}

// Active reports whether this is the answer to an introspection that found the
// token active.
func (a Answer) Active() bool { return a.Status == http.StatusOK && a.Member("active") == true }

// Inactive reports whether this is, byte for byte, the one answer for every
// token that is not active.
func (a Answer) Inactive() bool {
	return a.Status == http.StatusOK && string(bytes.TrimSpace(a.Body)) == `{"active":false}`
}

// unexpected gives an answer as an error, nil if there was none.
func (a Answer) unexpected() error {
	if a.Status == 0 {
		return nil
	}
	return fmt.Errorf("answer %d %s", a.Status, bytes.TrimSpace(a.Body))
}

// Get asks for a path.
func (p *Process) Get(path string) (Answer, error) {
	request, err := http.NewRequest(http.MethodGet, p.URL+path, nil)
	if err != nil {
		return Answer{}, err
	}
	return p.do(request)
}

// Post sends a form to a path, with the caller in HTTP Basic. It sends it once:
// an error means that it is not known what became of it.
func (p *Process) Post(path string, by Caller, form url.Values) (Answer, error) {
	request, err := http.NewRequest(http.MethodPost, p.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		return Answer{}, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if by.ID != "" {
		request.SetBasicAuth(url.QueryEscape(by.ID), url.QueryEscape(by.Secret))
	}
	return p.do(request)
}

// Send sends JSON, nothing if it is nil, to a path as whoever holds the bearer.
func (p *Process) Send(method, path, bearer string, body any) (Answer, error) {
	var text io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return Answer{}, err
		}
		text = bytes.NewReader(encoded)
	}
	request, err := http.NewRequest(method, p.URL+path, text)
	if err != nil {
		return Answer{}, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	request.Header.Set("Authorization", "Bearer "+bearer)
	return p.do(request)
}

func (p *Process) do(request *http.Request) (Answer, error) {
	response, err := p.client.Do(request)
	if err != nil {
		return Answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return Answer{}, err
	}
	return Answer{response.StatusCode, response.Header, body}, nil
}

// Tenant is one tenant as a process serves it. A request that gets no answer
// fails the test, and what it sent in confidence no log may hold.
type Tenant struct {
	process *Process
	slug    string
}

// At gives a tenant at this process.
func (p *Process) At(slug string) Tenant { return Tenant{p, slug} }

// Issuer gives the tenant's issuer.
func (n Tenant) Issuer() string { return n.process.URL + n.path("") }

func (n Tenant) path(rest string) string { return "/t/" + n.slug + rest }

// Token has the client get a token by client_credentials, with more parameters
// as "name=value". Anything but a token fails the test.
func (n Tenant) Token(t testing.TB, by Caller, parameters ...string) string {
	t.Helper()
	answer := n.Ask(t, by, parameters...)
	token, ok := answer.Member("access_token").(string)
	if answer.Status != http.StatusOK || !ok {
		t.Fatalf("%s got no token at %s: %s", by.ID, n.slug, answer.unexpected())
	}
	confide(token)
	return token
}

// Ask is Token, whatever the answer.
func (n Tenant) Ask(t testing.TB, by Caller, parameters ...string) Answer {
	t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}}
	for _, parameter := range parameters {
		name, value, _ := strings.Cut(parameter, "=")
		form.Add(name, value)
	}
	return n.post(t, "/oauth2/token", by, form)
}

// Introspect asks what a token means.
func (n Tenant) Introspect(t testing.TB, by Caller, token string) Answer {
	t.Helper()
	return n.post(t, "/oauth2/introspect", by, url.Values{"token": {token}})
}

// Revoke takes a token back.
func (n Tenant) Revoke(t testing.TB, by Caller, token string) Answer {
	t.Helper()
	return n.post(t, "/oauth2/revoke", by, url.Values{"token": {token}})
}

// Manage calls the tenant's management API as whoever holds the bearer; path
// follows /api/v1.
func (n Tenant) Manage(t testing.TB, method, path, bearer string, body any) Answer {
	t.Helper()
	confide(bearer)
	answer, err := n.process.Send(method, n.path("/api/v1"+path), bearer, body)
	if err != nil {
		t.Fatalf("%s %s at %s: %s", method, path, n.slug, err)
	}
	return answer
}

func (n Tenant) post(t testing.TB, path string, by Caller, form url.Values) Answer {
	t.Helper()
	confide(by.Secret, base64.StdEncoding.EncodeToString([]byte(by.ID+":"+by.Secret)))
	answer, err := n.process.Post(n.path(path), by, form)
	if err != nil {
		t.Fatalf("POST %s at %s: %s", path, n.slug, err)
	}
	return answer
}
