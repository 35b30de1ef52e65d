package bearer

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// MinLease is the shortest lease: the feed says that it is alive every 300 ms, and
// one that is late by a little must not end it.
const MinLease = 500 * time.Millisecond

// Bounds that can be set, and what they are if nothing is.
const (
	defaultTimeout  = 2 * time.Second
	defaultRemember = 10_000
)

// API says which tenant's tokens the API takes, and who the API is there.
type API struct {
	// Issuer is the tenant's, as its metadata has it: https://id.example.com/t/acme.
	Issuer string
	// Audience is the identifier under which the API is registered. A token has to
	// have it among its audiences.
	Audience string
	// ID and Secret are the API's credential at the tenant.
	ID, Secret string
}

// Options are what a guard is made from. Either API or APIFor is given; all else may
// be left out.
type Options struct {
	// API is the one tenant whose tokens are good.
	API API
	// APIFor gives the tenant of a request, for APIs that serve many: by its host, a
	// header or its path. ErrNoTenant of it is answered 401, every other error 503.
	APIFor func(*http.Request) (API, error)
	// Lease lets the guard answer from memory, and bounds for how long after a
	// revocation a token may still be used; at least MinLease. Zero asks each time.
	Lease time.Duration
	// AskAboutJWTs asks Jeton about JWTs as about reference tokens.
	AskAboutJWTs bool
	// Realm is told in challenges (RFC 9110 section 11.5).
	Realm string
	// Metadata is the address of the API's protected resource metadata, told in
	// challenges (RFC 9728 section 5.1); see Metadata.
	Metadata string
	// Timeout bounds the finding out about one token, 2 s if zero.
	Timeout time.Duration
	// Remember is how many tokens a tenant's memory holds, 10,000 if zero.
	Remember int
	// HTTP is the client that Jeton is asked with. Redirects are never followed.
	HTTP *http.Client
	// Log is told why something could not be found out; slog.Default if nil. No
	// token is ever in it.
	Log *slog.Logger
}

func (o *Options) complete() error {
	if (o.API == API{}) == (o.APIFor == nil) {
		return errors.New("bearer: give either API or APIFor")
	}
	if o.APIFor == nil {
		if err := o.API.check(); err != nil {
			return err
		}
	}
	if o.Lease != 0 && o.Lease < MinLease {
		return fmt.Errorf("bearer: the shortest lease is %v", MinLease)
	}
	if o.Timeout < 0 || o.Remember < 0 {
		return errors.New("bearer: neither Timeout nor Remember can be negative")
	}
	if strings.ContainsFunc(o.Realm+o.Metadata, unquotable) {
		return errors.New("bearer: Realm and Metadata go into a header between quotes: plain ASCII without quotes and backslashes")
	}
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.Remember == 0 {
		o.Remember = defaultRemember
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	o.HTTP = withoutRedirects(o.HTTP)
	return nil
}

func (a API) check() error {
	u, err := url.Parse(a.Issuer)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return errors.New("bearer: Issuer is the tenant's address, such as https://id.example.com/t/acme")
	case strings.HasSuffix(a.Issuer, "/"):
		return errors.New("bearer: Issuer has no slash at its end")
	case a.Audience == "":
		return errors.New("bearer: Audience is the identifier that the API is registered with")
	case a.ID == "" || a.Secret == "":
		return errors.New("bearer: ID and Secret are one of the API's credentials")
	}
	return nil
}

// withoutRedirects gives the client that neither follows redirects, which would take
// the API's secret elsewhere, nor waits in line for one of two connections, which is
// how many net/http keeps.
func withoutRedirects(given *http.Client) *http.Client {
	var client http.Client
	if given != nil {
		client = *given
	}
	if client.Transport == nil {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxIdleConnsPerHost = 64
		client.Transport = transport
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	// A stream of the feed has no end; every question has a deadline of its own.
	client.Timeout = 0
	return &client
}

func unquotable(c rune) bool { return c < 0x20 || c > 0x7e || c == '"' || c == '\\' }
