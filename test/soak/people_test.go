package soak_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/load"
	"github.com/jeton-id/jeton/test/process"
)

// people are those who sign in at one application, each with a name of their own.
type people struct {
	app process.Caller
	all []process.Caller

	mu                         sync.Mutex
	signedIn, refreshed, ended int

	wrong []string
	gone  []string
}

const tenantOfPeople = "initech"

func newPeople() *people {
	p := &people{app: process.Caller{ID: "app", Secret: process.NewSecret()}}
	for n := range 6 {
		p.all = append(p.all, process.Caller{ID: fmt.Sprintf("person-%d", n), Secret: process.NewSecret()})
	}
	return p
}

func (p *people) declaration() any {
	return load.DeclarePeople(tenantOfPeople, p.app, p.all, map[string]any{"settings": map[string]any{"access_token_seconds": 1800}})
}

// live signs one of them in, has the application refresh a few times, and gives back
// what it got; again and again. What a server that was killed never answered is left
// alone: nobody knows what came of it.
func (p *people) live(ctx context.Context, l *load.Load, i int) {
	person := load.Person{Tenant: tenantOfPeople, App: p.app, Self: p.all[i]}
	for round := i; ctx.Err() == nil; round++ {
		pause(ctx, 200*time.Millisecond)
		tokens, err := person.SignIn(l.Servers[round%len(l.Servers)])
		refresh, ok := tokens.Member("refresh_token").(string)
		if err != nil || !ok {
			continue
		}
		p.count(&p.signedIn)
		for n := 0; n < 5 && ctx.Err() == nil; n++ {
			pause(ctx, 100*time.Millisecond)
			if refresh = p.refresh(person, l, round+n, refresh); refresh == "" {
				break
			}
		}
		if refresh != "" {
			p.giveBack(person, l, round, refresh)
		}
	}
}

// refresh trades a refresh token at one server, and asks another about what came of it.
// It gives the next one, empty if there is none to go on with.
func (p *people) refresh(person load.Person, l *load.Load, round int, token string) string {
	at, other := l.Servers[round%len(l.Servers)], l.Servers[(round+1)%len(l.Servers)]
	era := l.Era()
	answer, err := person.Refresh(at, token)
	next, ok := answer.Member("refresh_token").(string)
	access, _ := answer.Member("access_token").(string)
	switch {
	case err != nil || answer.Status == http.StatusServiceUnavailable:
		return ""
	case !ok:
		p.note(fmt.Sprintf("a refresh token that was good is refused: %d %s", answer.Status, answer.Body))
		return ""
	}
	p.count(&p.refreshed)
	told, err := p.ask(person, other, access)
	if err == nil && told.Inactive() && l.Era() == era {
		p.note("a token that was just issued is dead")
	}
	return next
}

// giveBack ends the authorization, and sees that nothing can be had from it any more.
func (p *people) giveBack(person load.Person, l *load.Load, round int, token string) {
	at, other := l.Servers[round%len(l.Servers)], l.Servers[(round+1)%len(l.Servers)]
	back, err := at.Post("/t/"+tenantOfPeople+"/oauth2/revoke", p.app, url.Values{"token": {token}})
	if err != nil || back.Status != http.StatusOK {
		return
	}
	p.mu.Lock()
	p.ended++
	p.gone = append(p.gone, token)
	p.mu.Unlock()
	if told, err := p.ask(person, other, token); err == nil && told.Active() {
		p.note("a refresh token that was given back is active")
	}
	if again, err := person.Refresh(other, token); err == nil && again.Status == http.StatusOK {
		p.note("a refresh token that was given back is traded")
	}
}

func (p *people) ask(person load.Person, at *process.Process, token string) (process.Answer, error) {
	return at.Post("/t/"+tenantOfPeople+"/oauth2/introspect", person.App, url.Values{"token": {token}})
}

// audit asks about everything that was given back once more.
func (p *people) audit(t *testing.T, servers []*process.Process) {
	t.Helper()
	require.NotZero(t, p.refreshed)
	require.NotEmpty(t, p.gone)
	person := load.Person{Tenant: tenantOfPeople, App: p.app}
	for i, token := range p.gone {
		told, err := p.ask(person, servers[i%len(servers)], token)
		require.NoError(t, err)
		require.True(t, told.Inactive(), "what was given back has risen: %d %s", told.Status, told.Body)
	}
}

func (p *people) note(wrong string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wrong = append(p.wrong, wrong)
}

func (p *people) count(what *int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	*what++
}

func pause(ctx context.Context, long time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(long):
	}
}

// readers are admins with a console open.
type readers struct {
	mu    sync.Mutex
	pages int
	wrong []string
}

// read asks for what the console's places show, in turn.
func (r *readers) read(ctx context.Context, at *process.Process, operator string) {
	places := []string{
		"/t/acme/api/v1/tokens?limit=50", "/t/acme/api/v1/clients?limit=50", "/t/globex/api/v1/resource-servers", "/t/globex/api/v1/audit-events?limit=50",
		"/t/initech/api/v1/users?limit=50", "/t/initech/api/v1/grants?client=app", "/t/acme/api/v1/settings", "/t/system/api/v1/tenants",
	}
	for n := 0; ctx.Err() == nil; n++ {
		place := places[n%len(places)]
		answer, err := at.Send(http.MethodGet, place, operator, nil)
		r.mu.Lock()
		switch {
		case err != nil || answer.Status == http.StatusServiceUnavailable:
		case answer.Status != http.StatusOK:
			r.wrong = append(r.wrong, fmt.Sprintf("%s answered %d %s", place, answer.Status, answer.Body))
		default:
			r.pages++
		}
		r.mu.Unlock()
		pause(ctx, 100*time.Millisecond)
	}
}
