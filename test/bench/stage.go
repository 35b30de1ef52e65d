package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// stage is an installation with a server, tenants, and tokens that are asked
// about again and again.
type stage struct {
	*server
	tenants []tenant
	// questions is the file of them; example is one of their answers.
	questions string
	example   echoed
	issuing   issueJob
	// issued remembers every token of the run.
	issued map[string]bool
}

// newStage makes an installation from nothing, through its own front doors:
// tenants by jeton apply, tokens by the token endpoint.
func (b *bench) newStage(ctx context.Context, in installation, tenants []tenant, tokensEach int) (*stage, error) {
	if err := b.apply(ctx, in, tenants); err != nil {
		return nil, err
	}
	s, err := b.serve(ctx, in)
	if err != nil {
		return nil, err
	}
	st := &stage{server: s, tenants: tenants, questions: b.group.path(in.name + ".questions"), issued: map[string]bool{}}
	if err := st.prepare(ctx, tokensEach); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	return st, nil
}

func (s *stage) prepare(ctx context.Context, tokensEach int) error {
	tokens, after, err := issue(ctx, s.server, s.tenants, tokensEach)
	if err != nil {
		return err
	}
	questions, header, err := learn(ctx, s.server, s.tenants, tokens)
	if err != nil {
		return err
	}
	s.example = echoOf(questions[0].Want, header)
	s.issuing = issueJob{Form: jetonToken, After: after}
	for _, t := range s.tenants {
		s.issuing.Requests = append(s.issuing.Requests, t.tokenRequest(s.address))
	}
	for _, t := range tokens {
		s.issued[t.token] = true
	}
	return writeGob(s.questions, questions)
}

// ask asks about a token, which has to be active and the tenant's.
func (s *stage) ask(ctx context.Context, t issued) error {
	tenant := s.tenants[t.tenant]
	r, err := send(ctx, http.MethodPost, "http://"+s.address+tenant.path("introspect"), &tenant.api, url.Values{"token": {t.token}})
	if err == nil {
		_, err = tenant.understand(r)
	}
	return err
}

// echoQuestions gives the same questions for the baseline, whose answer is
// always the same.
func (s *stage) echoQuestions(address string, path string) error {
	var questions []question
	if err := readGob(s.questions, &questions); err != nil {
		return err
	}
	for i, q := range questions {
		if len(q.Want) != len(s.example.Body) {
			return fmt.Errorf("an answer has %d bytes, another %d: the baseline writes as many as Jeton", len(q.Want), len(s.example.Body))
		}
		questions[i] = question{readdressed(q.Request, s.address, address), s.example.Body}
	}
	return writeGob(path, questions)
}

// revocations gets tokens to take back, as many for each tenant as the job has
// seconds.
func (s *stage) revocations(ctx context.Context, seconds int) ([]revocation, error) {
	tokens, _, err := issue(ctx, s.server, s.tenants, seconds)
	if err != nil {
		return nil, err
	}
	all := make([]revocation, len(tokens))
	for i, t := range tokens {
		tenant := s.tenants[t.tenant]
		// Each tenant's own, one after another.
		all[t.tenant*seconds+i/len(s.tenants)] = revocation{
			Revoke: tenant.revokeRequest(s.address, t.token),
			Ask:    append(tenant.head(s.address), t.token...),
		}
	}
	return all, nil
}
