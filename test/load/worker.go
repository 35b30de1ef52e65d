package load

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"github.com/jeton-id/jeton/test/process"
	"github.com/jeton-id/jeton/test/revocation/history"
	"github.com/jeton-id/jeton/test/revocation/witness"
)

// worker is a hand at work.
type worker struct {
	*Load
	hand *Hand
	dice *rand.Rand
	// at is the server that gets this round's orders, and taking the one that is
	// to take back: in the end each has done everything, alone and with another.
	at, taking int
	// families are those that were not given up, of which the first is in use;
	// living are the tokens it has.
	families []process.Caller
	living   []token
}

// Levels are the ways in which workers take tokens back.
var Levels = []string{string(givingBack), string(takingBack), string(takingGrant), string(takingClient)}

// work gets tokens and takes them back, in every way there is, until told to
// stop. Workers begin with different servers.
func (w *worker) work(ctx context.Context, place int) {
	servers := len(w.Servers)
	for round := place; ctx.Err() == nil; round++ {
		w.at, w.taking = round%servers, (round+round/servers)%servers
		for _, act := range []func(context.Context){w.keep, w.giveBack, w.takeBack, w.takeGrant, w.takeClient} {
			if ctx.Err() == nil {
				act(ctx)
				time.Sleep(time.Duration(w.dice.Int64N(int64(w.Pause))))
			}
		}
	}
}

// keep gets a token that nobody takes back.
func (w *worker) keep(context.Context) { w.issue(w.hand.Keeper) }

// giveBack has a client take back its token (RFC 7009).
func (w *worker) giveBack(ctx context.Context) {
	if kept, ok := w.issue(w.hand.Keeper); ok {
		w.askAll(kept)
		w.revoke(ctx, givingBack, func(at int) bool {
			form := url.Values{"token": {kept.Text}}
			return w.note(givingBack, at, func() (process.Answer, error) {
				return w.Servers[at].Post("/t/"+w.hand.Tenant+"/oauth2/revoke", w.hand.Keeper, form)
			}).done
		}, kept)
	}
}

// takeBack has an admin take back a token by its id.
func (w *worker) takeBack(ctx context.Context) {
	if kept, ok := w.issue(w.hand.Keeper); ok {
		if id := w.askAll(kept); id != "" {
			w.revoke(ctx, takingBack, w.manage(takingBack, "/tokens/"+id+"/revoke", nil), kept)
		}
	}
}

// takeGrant has an admin take back a family's grant.
func (w *worker) takeGrant(ctx context.Context) {
	id := w.issueFamily()
	if id == "" {
		return
	}
	record := w.note(reading, w.at, func() (process.Answer, error) {
		return w.Servers[w.at].Send(http.MethodGet, w.managed("/tokens/"+id), w.Config.OperatorToken, nil)
	})
	if record.done {
		w.revokeFamily(ctx, takingGrant, map[string]any{"grant": record.Member("grant")})
	}
}

// takeClient has an admin take back everything that a family has.
func (w *worker) takeClient(ctx context.Context) {
	if w.issueFamily() != "" {
		w.revokeFamily(ctx, takingClient, map[string]any{"client": w.families[0].ID})
	}
}

// issueFamily gets two tokens of one family, and the id of one of them: empty if
// it could not be had.
func (w *worker) issueFamily() (id string) {
	if len(w.families) == 0 {
		return ""
	}
	for range 2 {
		if issued, ok := w.issue(w.families[0]); ok {
			w.living = append(w.living, issued)
			id = w.askAll(issued)
		}
	}
	return id
}

// revokeFamily takes back all tokens of a family.
func (w *worker) revokeFamily(ctx context.Context, level Request, order any) {
	if !w.revoke(ctx, level, w.manage(level, "/revocations", order), w.living...) {
		w.families = w.families[1:]
	}
	w.living = nil
}

// issue gets a token. One that was issued while the clocks were being stepped is
// forgotten: nobody knows by which clock it lives.
func (w *worker) issue(to process.Caller) (token, bool) {
	era := w.Era()
	answer := w.note(Issuing, w.at, func() (process.Answer, error) {
		return w.Servers[w.at].Post("/t/"+w.hand.Tenant+"/oauth2/token", to, url.Values{"grant_type": {"client_credentials"}})
	})
	text, ok := answer.Member("access_token").(string)
	if !answer.done || !ok {
		time.Sleep(putOff)
		return token{}, false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if era != len(w.eras)-1 {
		return token{}, false
	}
	name := fmt.Sprintf("%d of %s at %s", len(w.tokens), to.ID, w.hand.Tenant)
	issued := token{Token: witness.Token{Name: name, Tenant: w.hand.Tenant, Text: text}, client: to, hand: w.hand, era: era}
	w.tokens = append(w.tokens, issued)
	return issued, true
}

// askAll asks every server about a token, and gives its id as far as one of them
// tells it.
func (w *worker) askAll(about token) (id string) {
	for at := range w.Servers {
		answer := w.ask(at, about, about.askers()[w.dice.IntN(3)])
		if told, ok := answer.Member("jti").(string); ok {
			id = told
		}
	}
	return id
}

// revoke takes tokens back with try, and has every server asked about them at
// once. What gets no clear answer is tried again, at any server, or now and then
// left in doubt. It tells whether nothing was left open.
func (w *worker) revoke(ctx context.Context, level Request, try func(at int) bool, tokens ...token) (clean bool) {
	taken := history.Revocation{Level: string(level), Then: []history.Answer{history.Inactive}}
	for _, token := range tokens {
		taken.Tokens = append(taken.Tokens, token.Name)
	}
	ended := w.TakesBack(taken)
	at, acknowledged, leave := w.taking, history.Never, w.dice.IntN(3) == 0
	for clean = true; ; clean = false {
		if try(at) {
			acknowledged = w.Now()
			break
		}
		if leave || ctx.Err() != nil {
			clean = false
			break
		}
		time.Sleep(putOff)
		at = w.dice.IntN(len(w.Servers))
	}
	ended(Names[at], acknowledged)
	for _, token := range tokens {
		w.askAll(token)
	}
	return clean
}

// manage gives what sends an order to the management API.
func (w *worker) manage(what Request, path string, body any) func(at int) bool {
	return func(at int) bool {
		return w.note(what, at, func() (process.Answer, error) {
			return w.Servers[at].Send(http.MethodPost, w.managed(path), w.Config.OperatorToken, body)
		}).done
	}
}

func (w *worker) managed(path string) string { return "/t/" + w.hand.Tenant + "/api/v1" + path }

// some gives any token, half of the time one of the last.
func (l *Load) some(dice *rand.Rand) (token, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	of := l.tokens
	if len(of) == 0 {
		return token{}, false
	}
	if dice.IntN(2) == 0 {
		of = of[max(0, len(of)-50):]
	}
	return of[dice.IntN(len(of))], true
}
