package bearer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxAnswer bounds what is read of any answer.
const maxAnswer = 1 << 20

// pause is before a question is asked again.
const pause = 50 * time.Millisecond

// laterError is a failure with the time after which to try again.
type laterError struct {
	status string
	after  time.Duration
}

func (e *laterError) Error() string { return "the answer was " + e.status }

// statusError is an answer that no other will follow: the question was wrong.
type statusError struct{ status, text string }

func (e *statusError) Error() string {
	return "the answer was " + e.status + " " + e.text
}

// ask asks Jeton about a token (RFC 7662 section 2.1). Whoever asked first may have
// left, so the time is this question's own. What failed for a reason that passes is
// asked once more, if there is time.
func (t *tenant) ask(n name, token string) (*Claims, error) {
	// Not t.ctx: a closed guard answers still.
	ctx, cancel := context.WithTimeout(context.Background(), t.options.Timeout)
	defer cancel()
	claims, err := t.askOnce(ctx, n, token)
	var refusal *Refusal
	var wrong *statusError
	if err == nil || errors.As(err, &refusal) || errors.As(err, &wrong) {
		return claims, err
	}
	wait := pause + rand.N(pause)
	var later *laterError
	if errors.As(err, &later) {
		wait = max(wait, later.after)
	}
	if deadline, _ := ctx.Deadline(); time.Until(deadline) < wait+t.options.Timeout/4 {
		return nil, err
	}
	time.Sleep(wait)
	return t.askOnce(ctx, n, token)
}

func (t *tenant) askOnce(ctx context.Context, n name, token string) (*Claims, error) {
	form := strings.NewReader(url.Values{"token": {token}}.Encode())
	request, err := t.request(ctx, http.MethodPost, "/oauth2/introspect", form)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	asked := t.memory.mark()
	answer, err := t.send(request)
	if err != nil {
		return nil, err
	}
	if media, _, _ := mime.ParseMediaType(answer.header.Get("Content-Type")); media != "application/json" {
		return nil, fmt.Errorf("the answer is of type %q and not JSON: is the issuer right?", media)
	}
	claims, err := t.read(answer.text)
	if err != nil {
		return nil, err
	}
	good := claims.Expires.Sub(answer.date)
	t.memory.remember(n, claims, asked, answer.began.Add(good), answer.began.Add(min(good, answer.maxAge())))
	return claims, nil
}

// read makes an introspection answer out of its text. An inactive token is a
// *Refusal, and so is one that is not the API's though Jeton shows it.
func (t *tenant) read(text []byte) (*Claims, error) {
	var state struct {
		Active *bool `json:"active"`
	}
	if err := json.Unmarshal(text, &state); err != nil || state.Active == nil {
		return nil, errors.New("the answer is not one of introspection: is the issuer right?")
	}
	if !*state.Active {
		return nil, invalid("the token is not good here, or no longer")
	}
	claims, _, err := t.api.claims(text)
	if err != nil {
		return nil, invalid(err.Error())
	}
	return claims, nil
}

// request makes a request to the tenant in the API's name (RFC 6749 section 2.3.1).
func (t *tenant) request(ctx context.Context, method, path string, body io.Reader) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, method, t.api.Issuer+path, body)
	if err != nil {
		return nil, err
	}
	request.SetBasicAuth(url.QueryEscape(t.api.ID), url.QueryEscape(t.api.Secret))
	request.Header.Set("Accept", "application/json")
	return request, nil
}

// answer is a 200 of Jeton.
type answer struct {
	// began is when it was asked for, on our clock; date is what Jeton's said when it
	// answered, a second early at most and late never.
	began, date time.Time
	header      http.Header
	text        []byte
}

func (t *tenant) send(request *http.Request) (answer, error) {
	a := answer{began: time.Now()}
	response, err := t.options.HTTP.Do(request)
	if err != nil {
		return a, err
	}
	defer response.Body.Close()
	a.header = response.Header
	if a.text, err = io.ReadAll(io.LimitReader(response.Body, maxAnswer+1)); err != nil {
		return a, err
	}
	if len(a.text) > maxAnswer {
		return a, errors.New("the answer is too long")
	}
	if a.date, err = http.ParseTime(response.Header.Get("Date")); err != nil {
		a.date = a.began
	}
	// A date has no fraction of a second, by which a token would live too long.
	a.date = a.date.Add(time.Second)
	return a, check(response, a.text)
}

// check makes an error of every answer but 200.
func check(response *http.Response, text []byte) error {
	after, _ := strconv.Atoi(response.Header.Get("Retry-After"))
	switch status := response.StatusCode; {
	case status == http.StatusOK:
		return nil
	case status == http.StatusTooManyRequests, status >= http.StatusInternalServerError:
		return &laterError{response.Status, time.Duration(min(max(after, 0), 3600)) * time.Second}
	default:
		return &statusError{response.Status, brief(text)}
	}
}

// brief gives the beginning of an answer's text, for the log.
func brief(text []byte) string {
	var told struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal(text, &told) != nil {
		return ""
	}
	return fmt.Sprintf("%.40q %.200q", told.Error, told.Description)
}

// maxAge is for how long the API's settings allow to remember the answer without the
// feed.
func (a answer) maxAge() time.Duration {
	for directive := range strings.SplitSeq(a.header.Get("Cache-Control"), ",") {
		seconds, found := strings.CutPrefix(strings.TrimSpace(directive), "max-age=")
		if n, err := strconv.Atoi(seconds); found && err == nil {
			return time.Duration(max(n, 0)) * time.Second
		}
	}
	return 0
}
