package signin

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Begin serves an authorization request. It is KindInvalid for a client or an
// address that nothing may be sent to.
func (f Flow) Begin(ctx context.Context, slug domain.Slug, p Parameters, b Browser) (Step, error) {
	snap, client, err := f.Directory.CurrentClient(ctx, slug, p.ClientID)
	if err != nil {
		return Step{}, err
	}
	now := f.Now()
	v := visit{snap: snap, began: now, now: now}
	if name, ok := strings.CutPrefix(p.RequestURI, pushedPrefix); ok {
		err = f.pushed(ctx, &v, client, domain.NewSecret(name))
	} else {
		v.asked, err = ask(snap, client, p, now)
	}
	if err != nil {
		return f.refuse(ctx, v, err)
	}
	v.client = *client
	if err := f.find(ctx, &v, b); err != nil {
		return Step{}, err
	}
	need := v.needs()
	switch {
	case need == nothing:
		return f.give(ctx, v)
	case slices.Contains(v.asked.Prompt, promptNone):
		return f.refuse(ctx, v, need.refusal())
	}
	return f.keep(ctx, v, b)
}

// keep files the request, tied to the browser, and sends the browser to its page.
func (f Flow) keep(ctx context.Context, v visit, b Browser) (step Step, err error) {
	if err := f.Attempts.Begin(v.snap.Tenant.ID, b.Address, v.now); err != nil {
		return Step{}, err
	}
	if step.Handle, err = domain.MintHandle(f.Random); err != nil {
		return Step{}, err
	}
	if b.Binding.IsZero() {
		if b.Binding, err = domain.MintCookie(f.Random); err != nil {
			return Step{}, err
		}
		step.Binding = b.Binding
	}
	key := v.snap.HashKey
	if v.asked.Device != nil {
		v.asked.Device.Code = key.Cover(step.Handle, []byte(v.userCode.Reveal()))
	}
	pending := domain.AuthorizationRequest{
		Hash: key.HashSecret(step.Handle), Browser: key.HashSecret(b.Binding), Asked: v.asked,
		Created: v.now, Expires: v.now.Add(requestLifetime),
	}
	if !v.ends.IsZero() && v.ends.Before(pending.Expires) {
		pending.Expires = v.ends
	}
	err = f.Store.In(v.snap.Tenant.ID).Add(ctx, v.act(), func(tx domain.Adder) error {
		if err := v.take(ctx, tx); err != nil {
			return err
		}
		return tx.KeepAuthorizationRequest(ctx, pending)
	})
	return step, err
}

// Resume says what is next for a request.
func (f Flow) Resume(ctx context.Context, slug domain.Slug, handle domain.Secret, b Browser) (Step, error) {
	v, err := f.visit(ctx, slug, handle, b)
	if err != nil {
		return Step{}, err
	}
	switch v.needs() {
	case nothing:
		return f.give(ctx, v)
	case consent:
		return Step{Page: v.ask()}, nil
	default:
		return Step{Page: v.page()}, nil
	}
}

// visit is one look at a request: what was asked, and what there is to answer it
// with.
type visit struct {
	snap   *domain.Snapshot
	client domain.Client
	asked  domain.Asked
	// pending is the hash of the handle, zero for a request that was not kept;
	// pushed is that of the name it was pushed under, zero once it is kept.
	pending, pushed domain.SecretHash
	began           time.Time
	now             time.Time
	// ends is when what a device asks for expires, userCode what the device shows;
	// zero for a browser's.
	ends     time.Time
	userCode domain.Secret

	// session is nil without one that stands.
	session *domain.Session
	user    domain.User
	// consent is what the person has allowed the client so far, allowed whether
	// they have just said so for this request.
	consent domain.Consent
	allowed bool
}

// visit finds a request that began in the same browser.
func (f Flow) visit(ctx context.Context, slug domain.Slug, handle domain.Secret, b Browser) (visit, error) {
	snap, err := f.Directory.Current(ctx, slug)
	if err != nil {
		return visit{}, err
	}
	now := f.Now()
	pending, err := f.Store.In(snap.Tenant.ID).FindAuthorizationRequest(ctx, snap.HashKey.HashSecret(handle))
	if domain.KindNotFound.Is(err) || err == nil &&
		(!now.Before(pending.Expires) || b.Binding.IsZero() || !pending.Browser.Equal(snap.HashKey.HashSecret(b.Binding))) {
		return visit{}, gone()
	}
	if err != nil {
		return visit{}, err
	}
	snap, client, err := f.Directory.CurrentClient(ctx, slug, pending.Asked.Client)
	if err != nil {
		return visit{}, err
	}
	if !mayStill(client, pending.Asked) {
		return visit{}, gone()
	}
	v := visit{snap: snap, client: *client, asked: pending.Asked, pending: pending.Hash, began: pending.Created, now: now}
	if v.asked.Device != nil {
		v.userCode = domain.NewSecret(string(snap.HashKey.Cover(handle, v.asked.Device.Code)))
	}
	return v, f.find(ctx, &v, b)
}

// act is what happens next, by the person if they are signed in.
func (v visit) act() domain.Act {
	if v.session != nil {
		return domain.Act{By: v.session.Actor(), At: v.now}
	}
	return domain.Act{By: domain.SystemActor("signin"), At: v.now}
}

// kept reports whether the request is in the store.
func (v visit) kept() bool {
	return v.pending != (domain.SecretHash{}) || v.pushed != (domain.SecretHash{})
}

// take uses up what the request was known by. Of many who come with it at once,
// one goes on.
func (v visit) take(ctx context.Context, tx domain.Adder) error {
	first, err := true, error(nil)
	switch {
	case v.pending != (domain.SecretHash{}):
		first, err = tx.TakeAuthorizationRequest(ctx, v.pending)
	case v.pushed != (domain.SecretHash{}):
		first, err = tx.TakePushedRequest(ctx, v.pushed)
	}
	if err == nil && !first {
		err = gone()
	}
	return err
}

// gone is one error for a request that is unknown, over, decided, or another
// browser's.
func gone() error {
	return domain.Invalid("request_gone", "this sign-in is over, or began in another browser. Go back to the application and begin again")
}

// find finds session, person and consent.
func (f Flow) find(ctx context.Context, v *visit, b Browser) error {
	if b.Session.IsZero() {
		return nil
	}
	tenancy := f.Store.In(v.snap.Tenant.ID)
	session, err := tenancy.FindSession(ctx, v.snap.HashKey.HashSecret(b.Session))
	if domain.KindNotFound.Is(err) {
		return nil
	}
	if err != nil {
		return err
	}
	user, err := tenancy.FindUser(ctx, session.User)
	if domain.KindNotFound.Is(err) || err == nil && !session.Live(user, v.snap.Tenant.Settings.SessionIdle(), v.now) {
		return nil
	}
	if err != nil {
		return err
	}
	v.session, v.user = &session, user
	if v.client.ID == "" { // nothing is asked for a client
		return nil
	}
	v.consent, err = tenancy.FindConsent(ctx, user.ID, v.client.ID)
	if domain.KindNotFound.Is(err) {
		v.consent, err = domain.Consent{User: user.ID, Client: v.client.ID, Created: v.now}, nil
	}
	return err
}

// need is what has to happen before the client gets its code.
type need int

const (
	nothing need = iota
	signIn
	consent
)

// refusal is what a client is told that wants nobody to be asked.
func (n need) refusal() refusal {
	if n == signIn {
		return refusal{"login_required", "somebody has to sign in"}
	}
	return refusal{"consent_required", "somebody has to say whether the application may"}
}

// needs finds out where a request stands.
func (v visit) needs() need {
	// Only a request that was kept can have seen anybody sign in.
	fresh := v.session != nil && v.pending != (domain.SecretHash{}) && !v.session.Authenticated.Before(v.began)
	asks := func(value string) bool { return slices.Contains(v.asked.Prompt, value) }
	switch {
	case v.session == nil,
		(asks(promptLogin) || asks(promptAccount)) && !fresh,
		v.asked.MaxAge >= 0 && !fresh && v.now.Sub(v.session.Authenticated) > time.Duration(v.asked.MaxAge)*time.Second,
		v.asked.Subject != "" && v.asked.Subject != v.snap.SubjectFor(v.client, v.user.ID):
		return signIn
	case v.allowed:
		return nothing
	case v.asked.Device != nil, asks(promptConsent), v.client.Registration.AsksConsent() && !v.consent.Covers(v.asked.Worth):
		return consent
	}
	return nothing
}

// hinted gives the person whom an id_token_hint names. One that is expired still
// names somebody; one that is not ours, or another client's, is refused.
func hinted(snap *domain.Snapshot, client domain.Client, hint domain.Secret, now time.Time) (string, error) {
	if hint.IsZero() {
		return "", nil
	}
	read, ok := snap.ReadHint(hint, now)
	if !ok || read.Client != client.ID {
		return "", refusal{"invalid_request", "the id_token_hint is not an ID token of this client"}
	}
	return read.Subject, nil
}
