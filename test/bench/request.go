package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// formType is the content type of all requests.
const formType = "application/x-www-form-urlencoded"

// caller is who asks, by HTTP Basic.
type caller struct{ ID, Secret string }

func (c caller) basic() string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(c.ID)+":"+url.QueryEscape(c.Secret)))
}

// post gives a form to be posted to a path, as it goes over the wire. It has the
// headers that HTTP clients send, no more.
func (c caller) post(address, path, form string) []byte {
	return append(c.head(address, path, len(form)), form...)
}

// readdressed is a request to another address.
func readdressed(request []byte, from, to string) []byte {
	return bytes.Replace(request, []byte("\r\nHost: "+from+"\r\n"), []byte("\r\nHost: "+to+"\r\n"), 1)
}

// head is what comes before a form of the length.
func (c caller) head(address, path string, length int) []byte {
	return []byte("POST " + path + " HTTP/1.1\r\nHost: " + address + "\r\nUser-Agent: jeton-bench\r\n" +
		"Authorization: " + c.basic() + "\r\nContent-Type: " + formType + "\r\n" +
		"Content-Length: " + strconv.Itoa(length) + "\r\n\r\n")
}

// reply is a response read to its end, in the time of preparing.
type reply struct {
	status int
	header http.Header
	body   []byte
}

var client = &http.Client{Timeout: patience, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}

// send sends one request that is not measured.
func send(ctx context.Context, method, url string, by *caller, form url.Values) (reply, error) {
	request, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(form.Encode()))
	if err != nil {
		return reply{}, err
	}
	if form != nil {
		request.Header.Set("Content-Type", formType)
	}
	if by != nil {
		request.Header.Set("Authorization", by.basic())
	}
	response, err := client.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return reply{response.StatusCode, response.Header, body}, err
}

// getToken gets a token by client_credentials, and gives with it what followed it
// in the answer, which is the same in all of them.
func getToken(ctx context.Context, endpoint string, by caller) (token string, after []byte, err error) {
	r, err := send(ctx, http.MethodPost, endpoint, &by, url.Values{"grant_type": {"client_credentials"}})
	if err != nil {
		return "", nil, err
	}
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal(r.body, &answer); err != nil || r.status != http.StatusOK {
		return "", nil, fmt.Errorf("no token for %s: %d %s", by.ID, r.status, r.body)
	}
	before, rest, _ := strings.Cut(string(r.body), answer.Token)
	if answer.Token == "" || before != string(beforeToken) {
		return "", nil, fmt.Errorf("a token answer that begins with %q", before)
	}
	return answer.Token, []byte(rest), nil
}

// awaitAnswer waits until a server that starts gives 200.
func awaitAnswer(ctx context.Context, url string, c *child) error {
	ctx, cancel := context.WithTimeout(ctx, 90*time.Second)
	defer cancel()
	for {
		r, err := send(ctx, http.MethodGet, url, nil, nil)
		if err == nil && r.status == http.StatusOK {
			return nil
		}
		select {
		case <-c.ended:
			return fmt.Errorf("%s ended before it was ready:\n%s", c.name, c.lastWords())
		case <-ctx.Done():
			return fmt.Errorf("%s is not ready: %w\n%s", c.name, ctx.Err(), c.lastWords())
		case <-time.After(20 * time.Millisecond):
		}
	}
}
