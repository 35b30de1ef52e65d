package bearer

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

// Bounds of what is kept of tenants where there are many.
const (
	maxTenants = 10_000
	idleAfter  = 10 * time.Minute
)

// ErrNoTenant is for Options.APIFor to say that the request is of no tenant: it is
// answered 401. Every other error of it means that the tenant could not be found out.
var ErrNoTenant = errors.New("bearer: no such tenant")

// Guard lets requests through to an API. It is safe for use by many goroutines. Make
// one for the whole API: what it remembers and follows is its own.
type Guard struct {
	options Options
	// ctx ends with Close.
	ctx   context.Context
	close context.CancelFunc

	// only is the one tenant of an API that has no other, else nil.
	only *tenant

	mu      sync.RWMutex
	tenants map[API]*tenant
}

// New makes a guard. It asks nobody yet; what is wrong with the options is said at
// once.
func New(o Options) (*Guard, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	g := &Guard{options: o, tenants: map[API]*tenant{}}
	g.ctx, g.close = context.WithCancel(context.Background())
	if o.APIFor == nil {
		g.only = newTenant(g.ctx, o.API, &g.options)
	}
	return g, nil
}

// Close stops following feeds. A closed guard still answers, and asks each time.
func (g *Guard) Close() { g.close() }

// Require gives a handler that lets requests through to next whose token is good and
// has all of the scopes. Others are answered as RFC 6750 section 3 has it.
func (g *Guard) Require(next http.Handler, scopes ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		claims, err := g.Verify(r, scopes...)
		if err != nil {
			g.Refuse(w, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), claimsKey{}, claims)))
	})
}

// Verify gives the claims of the request's token, or a *Refusal. It is Require for
// those who answer by themselves; Refuse answers for them.
func (g *Guard) Verify(r *http.Request, scopes ...string) (*Claims, error) {
	token, err := tokenOf(r)
	if err != nil {
		return nil, err
	}
	t, err := g.tenantOf(r)
	if err != nil {
		return nil, err
	}
	claims, err := t.verify(r.Context(), token)
	if err != nil {
		return nil, t.refusal(r.Context(), err)
	}
	if !claims.HasScope(scopes...) {
		return nil, &Refusal{Status: http.StatusForbidden, Code: "insufficient_scope", Description: "the token does not have the scope that this needs", Scope: scopes}
	}
	return claims, nil
}

// tenantOf gives what is kept for the request's tenant.
func (g *Guard) tenantOf(r *http.Request) (*tenant, error) {
	if g.only != nil {
		return g.only, nil
	}
	api, err := g.options.APIFor(r)
	var t *tenant
	if err == nil {
		t, err = g.tenant(api)
	}
	if errors.Is(err, ErrNoTenant) {
		return nil, invalid("there is no such tenant")
	}
	if err != nil {
		g.options.Log.ErrorContext(r.Context(), "bearer: the tenant could not be found out", "error", err)
		return nil, unavailable(0)
	}
	return t, nil
}

// tenant gives what is kept for one of many tenants.
func (g *Guard) tenant(api API) (*tenant, error) {
	now := time.Now()
	g.mu.RLock()
	t, ok := g.tenants[api]
	g.mu.RUnlock()
	if !ok {
		if err := api.check(); err != nil {
			return nil, err
		}
		t = g.add(api, now)
	}
	t.used.Store(now.UnixNano())
	return t, nil
}

// add begins to keep something for a tenant, and stops for those that nobody has
// used for long.
func (g *Guard) add(api API, now time.Time) *tenant {
	g.mu.Lock()
	defer g.mu.Unlock()
	if t, ok := g.tenants[api]; ok {
		return t
	}
	for other, t := range g.tenants {
		if now.UnixNano()-t.used.Load() > int64(idleAfter) || len(g.tenants) >= maxTenants {
			t.close()
			delete(g.tenants, other)
		}
	}
	t := newTenant(g.ctx, api, &g.options)
	g.tenants[api] = t
	return t
}
