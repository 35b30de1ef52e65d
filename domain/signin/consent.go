package signin

import (
	"context"
	"errors"
	"slices"

	"github.com/jeton-id/jeton/domain"
)

// Decide takes a person's word on whether the client may. What they allow is what
// was asked for; nothing of it comes from the form.
func (f Flow) Decide(ctx context.Context, slug domain.Slug, handle domain.Secret, b Browser, allow bool) (Step, error) {
	v, err := f.visit(ctx, slug, handle, b)
	if err != nil {
		return Step{}, err
	}
	if v.needs() == signIn {
		// The session ended while they thought about it.
		return Step{Page: v.page()}, nil
	}
	if allow {
		v.allowed = true
		return f.give(ctx, v)
	}
	return f.refuse(ctx, v, refusal{"access_denied", "the person did not allow it"})
}

// refuse ends a request with a refusal, which goes to whoever may be told; other
// errors it leaves as they are, and the request too.
func (f Flow) refuse(ctx context.Context, v visit, err error) (Step, error) {
	var r refusal
	if !errors.As(err, &r) {
		return Step{}, err
	}
	if v.kept() {
		err := f.Store.In(v.snap.Tenant.ID).Add(ctx, v.act(), func(tx domain.Adder) error {
			if err := v.take(ctx, tx); err != nil || v.asked.Device == nil {
				return err
			}
			return v.decide(ctx, tx, domain.DeviceDecision{})
		})
		if err != nil {
			return Step{}, err
		}
	}
	switch {
	case v.asked.Device != nil:
		return v.decided(false), nil
	case v.asked.RedirectURI == "":
		return Step{}, plain(r)
	}
	return answer(v.snap, v.asked, Answer{Error: r.code, Description: r.message}), nil
}

// page asks the person to sign in.
func (v visit) page() *Page {
	page := &Page{Tenant: v.snap.Tenant, Client: v.client, Username: v.asked.LoginHint, UserCode: v.userCode}
	if v.session != nil && page.Username == "" {
		page.Username = v.user.Username
	}
	return page
}

// ask asks the person what the client may do: first what is new.
func (v visit) ask() *Page {
	question := &Question{User: v.user}
	for _, target := range v.asked.Worth {
		server, ok := v.snap.ResourceServer(target.ResourceServer)
		if !ok {
			continue
		}
		var known domain.Scope
		for _, given := range v.consent.Worth {
			if given.ResourceServer == target.ResourceServer {
				known = given.Scope
			}
		}
		api := QuestionAPI{Name: server.Name}
		for _, value := range target.Scope {
			scope := domain.ResourceScope{Name: value}
			if at := slices.IndexFunc(server.Scopes, func(s domain.ResourceScope) bool { return s.Name == value }); at >= 0 {
				scope = server.Scopes[at]
			}
			if known.Has(value) {
				api.Known = append(api.Known, scope)
			} else {
				api.Scopes = append(api.Scopes, scope)
			}
		}
		question.APIs = append(question.APIs, api)
	}
	page := v.page()
	page.Consent = question
	return page
}
