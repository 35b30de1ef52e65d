package bearer

import (
	"context"
	"crypto/sha256"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// tenant is what a guard keeps for one tenant's tokens.
type tenant struct {
	api     API
	options *Options
	// used is when a request came last, in nanoseconds.
	used atomic.Int64

	memory    memory
	questions questions
	keys      keySet
	feed      feed

	ctx    context.Context
	close  context.CancelFunc
	follow sync.Once
}

// name stands for a token in memory: what is remembered opens nothing.
type name [sha256.Size]byte

func nameOf(token string) name {
	// What Jeton issues fits into the array, which needs no allocation.
	var text [128]byte
	return sha256.Sum256(append(text[:0], token...))
}

func newTenant(ctx context.Context, api API, o *Options) *tenant {
	t := &tenant{api: api, options: o}
	t.ctx, t.close = context.WithCancel(ctx)
	t.memory.limit = o.Remember
	t.questions.ask = t.ask
	t.keys.tenant = t
	t.feed.tenant = t
	return t
}

// verify gives the claims of a token that is good at the API. What is wrong with one
// is a *Refusal; every other error means that it could not be found out.
func (t *tenant) verify(ctx context.Context, token string) (*Claims, error) {
	if isJWT(token) && !t.options.AskAboutJWTs {
		ctx, cancel := context.WithTimeout(ctx, t.options.Timeout)
		defer cancel()
		return t.keys.verify(ctx, token, time.Now())
	}
	if t.options.Lease > 0 {
		t.follow.Do(func() { go t.feed.follow() })
	}
	n := nameOf(token)
	if claims := t.recall(n); claims != nil {
		return claims, nil
	}
	return t.questions.join(ctx, n, token)
}

// recall gives what is remembered of a token and may be used now. The lease is
// looked at before the memory is: what the feed has told up to the moment that the
// lease counts from is gone from the memory by then.
func (t *tenant) recall(n name) *Claims {
	now := time.Now()
	leased := t.options.Lease > 0 && t.feed.alive(now)
	return t.memory.recall(n, now, leased)
}

// refusal gives what the sender of a request is told, and logs what only the API's
// operator should know.
func (t *tenant) refusal(ctx context.Context, err error) *Refusal {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return refusal
	}
	if ctx.Err() == nil {
		t.options.Log.ErrorContext(ctx, "bearer: whether a token is good could not be found out", "issuer", t.api.Issuer, "error", err)
	}
	var later *laterError
	if errors.As(err, &later) {
		return unavailable(later.after)
	}
	return unavailable(0)
}
