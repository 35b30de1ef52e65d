package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/jeton-id/jeton/domain"
)

// tokenForm names what a token looks like.
type tokenForm string

const (
	jetonToken  tokenForm = "jeton"
	opaqueToken tokenForm = "opaque"
)

// opaqueSize is the length of a token of oidc-provider: 256 random bits in
// base64url.
const opaqueSize = 43

func (f tokenForm) fits(text string) bool {
	if f == jetonToken {
		kind, _, ok := domain.ParseToken(domain.NewSecret(text))
		return ok && kind == domain.AccessToken
	}
	return len(text) == opaqueSize &&
		strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}

// issued is a token with the number of its tenant.
type issued struct {
	tenant int
	token  string
}

// issuing asks for tokens as the clients of all tenants, at random.
type issuing struct {
	job     issueJob
	given   atomic.Int64
	askers  []*applicant
	joining sync.Mutex
}

func (i *issuing) asker() asker {
	i.joining.Lock()
	defer i.joining.Unlock()
	a := &applicant{issuing: i, random: newRandom()}
	i.askers = append(i.askers, a)
	return a
}

// applicant is one connection's part. It keeps every token that it was given.
type applicant struct {
	issuing *issuing
	random  *rand.Rand
	tenant  int
	given   []givenToken
}

// givenToken is a token and how many were given before it.
type givenToken struct {
	issued
	order int64
}

func (a *applicant) next() ([]byte, error) {
	a.tenant = a.random.IntN(len(a.issuing.job.Requests))
	return a.issuing.job.Requests[a.tenant], nil
}

var beforeToken = []byte(`{"access_token":"`)

func (a *applicant) check(got answer) error {
	rest, begins := bytes.CutPrefix(got.body, beforeToken)
	token, ends := bytes.CutSuffix(rest, a.issuing.job.After)
	if got.status != http.StatusOK || !begins || !ends {
		return wrong(got, fmt.Sprintf("200 %s…%s", beforeToken, a.issuing.job.After))
	}
	// What is left to look at waits until the clock has stopped.
	a.given = append(a.given, givenToken{issued{a.tenant, string(token)}, a.issuing.given.Add(1)})
	return nil
}

// finish looks at every token, whether it has the right form and was not given
// before, and writes all down, the newest last.
func (i *issuing) finish() error {
	var all []givenToken
	for _, a := range i.askers {
		all = append(all, a.given...)
	}
	slices.SortFunc(all, func(a, b givenToken) int { return cmp.Compare(a.order, b.order) })
	seen := make(map[string]bool, len(all))
	var text strings.Builder
	for _, given := range all {
		if !i.job.Form.fits(given.token) {
			return fmt.Errorf("a token that is none, of %d characters", len(given.token))
		}
		if seen[given.token] {
			return errTwice
		}
		seen[given.token] = true
		text.WriteString(strconv.Itoa(given.tenant) + " " + given.token + "\n")
	}
	return os.WriteFile(i.job.Tokens, []byte(text.String()), 0o600)
}

var errTwice = errors.New("a token was issued twice")

// readIssued reads what finish wrote.
func readIssued(path string) ([]issued, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var all []issued
	for line := range strings.Lines(string(text)) {
		number, token, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		tenant, err := strconv.Atoi(number)
		if err != nil {
			return nil, err
		}
		all = append(all, issued{tenant, token})
	}
	return all, nil
}
