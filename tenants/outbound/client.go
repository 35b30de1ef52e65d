// Package outbound is how Jeton talks to others: the one HTTP client by which
// anything leaves.
//
// The addresses it is given were written by somebody else: a client registers where
// it is to be told of a logout. So it goes to the public internet and nowhere else,
// unless the installation allows a network: not to this machine, its neighbours or
// what a cloud tells its machines, however the address is written and whatever a
// name resolves to. It follows no redirect, uses no proxy of the environment, sends
// no cookie, and takes back little, in little time.
//
// The one idea worth knowing is where that is decided: at the moment of dialling,
// for the address that is dialled. A check before would be of another look-up.
package outbound

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Bounds of one exchange.
const (
	// Timeout is for the whole of it.
	Timeout     = 10 * time.Second
	dialTimeout = 4 * time.Second
	maxHeader   = 16 << 10
	// maxBody bounds what is read of an answer, in bytes.
	maxBody = 256 << 10
)

// Client talks to others.
type Client struct{ http http.Client }

// New makes a client that also goes to the networks given.
func New(allowed []netip.Prefix) *Client {
	dialer := &net.Dialer{Timeout: dialTimeout, Control: control(allowed)}
	return &Client{http.Client{
		Timeout: Timeout,
		Transport: &http.Transport{
			Proxy:                  nil, // none of the environment
			DialContext:            dialer.DialContext,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    dialTimeout,
			ResponseHeaderTimeout:  Timeout,
			MaxResponseHeaderBytes: maxHeader,
			MaxIdleConns:           100,
			MaxIdleConnsPerHost:    2,
			IdleConnTimeout:        30 * time.Second,
			ForceAttemptHTTP2:      true,
			DisableCompression:     true, // what is small stays small
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// PostForm sends a form and gives the status of the answer, a redirect's own among
// them. An error means that there was no answer.
func (c *Client) PostForm(ctx context.Context, address string, form url.Values) (int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, fmt.Errorf("make request: %w", err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := c.do(request)
	if err != nil {
		return 0, err
	}
	defer func() { _ = answer.Body.Close() }()
	// Read to its end, as far as that is near, so that the connection can be used
	// again.
	_, _ = io.CopyN(io.Discard, answer.Body, maxBody)
	return answer.StatusCode, nil
}

// GetJSON fetches a document of JSON. Anything but 200, and more than 256 KiB, is
// an error.
func (c *Client) GetJSON(ctx context.Context, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	request.Header.Set("Accept", "application/json")
	answer, err := c.do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch: the answer is %d", answer.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxBody+1))
	if err == nil && len(body) > maxBody {
		err = fmt.Errorf("the answer has more than %d bytes", maxBody)
	}
	if err != nil {
		return nil, fmt.Errorf("fetch: %w", err)
	}
	return body, nil
}

var errScheme = errors.New("an address begins with https:// or http://")

func (c *Client) do(request *http.Request) (*http.Response, error) {
	if request.URL.Scheme != "https" && request.URL.Scheme != "http" {
		return nil, errScheme
	}
	request.Header.Set("User-Agent", "Jeton")
	return c.http.Do(request)
}
