package signin

import (
	"context"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// pushedPrefix begins every request_uri of ours (RFC 9126 section 2.2).
const pushedPrefix = "urn:ietf:params:oauth:request_uri:"

// Pushed is the answer to a request that was pushed (RFC 9126 section 2.2).
type Pushed struct {
	Client     string
	RequestURI domain.Secret
	ExpiresIn  time.Duration
}

// Push serves a pushed authorization request: what the client would have a browser
// bring, it brings itself, and proves who it is. It is checked as Begin checks it,
// and its refusals come back in the answer.
func (f Flow) Push(ctx context.Context, slug domain.Slug, credentials domain.Credentials, p Parameters, address string) (Pushed, error) {
	snap, client, now, err := f.authenticate(ctx, slug, credentials, address)
	if err != nil {
		return Pushed{}, err
	}
	found := client.Client()
	switch {
	case p.ClientID != found.ID:
		return Pushed{}, domain.Invalid("invalid_request", "the parameter client_id is missing")
	case p.RequestURI != "":
		return Pushed{}, domain.Invalid("invalid_request", "what is pushed is a request, and never the name of one")
	}
	p.pushed = true
	asked, err := ask(snap, &found, p, now)
	if err != nil {
		return Pushed{}, plain(err)
	}
	name, err := domain.MintPushed(f.Random)
	if err != nil {
		return Pushed{}, err
	}
	pushed := domain.PushedRequest{Hash: snap.HashKey.HashSecret(name), Asked: asked, Expires: now.Add(pushedLifetime)}
	err = f.Store.In(snap.Tenant.ID).Add(ctx, domain.Act{By: client.Actor(), At: now}, func(tx domain.Adder) error {
		return tx.PushRequest(ctx, pushed)
	})
	return Pushed{Client: found.ID, RequestURI: domain.NewSecret(pushedPrefix + name.Reveal()), ExpiresIn: pushedLifetime}, err
}

// pushed finds what the client pushed under a name. Another client's is refused and
// stays as it is.
func (f Flow) pushed(ctx context.Context, v *visit, client *domain.Client, name domain.Secret) error {
	pushed, err := f.Store.In(v.snap.Tenant.ID).FindPushedRequest(ctx, v.snap.HashKey.HashSecret(name))
	if domain.KindNotFound.Is(err) ||
		err == nil && (!v.now.Before(pushed.Expires) || !mayStill(client, pushed.Asked) || client.ID != pushed.Asked.Client) {
		return domain.Invalid("invalid_request_uri", "what the application asks for is not known, was used, or came too late. Go back to it and begin again")
	}
	if err != nil {
		return err
	}
	v.asked, v.pushed = pushed.Asked, pushed.Hash
	return nil
}

// authenticate lets a client in whose request is kept. One that proves nothing is
// bounded by where it asks from, like a browser.
func (f Flow) authenticate(ctx context.Context, slug domain.Slug, c domain.Credentials, address string) (*domain.Snapshot, domain.AuthenticatedClient, time.Time, error) {
	now := f.Now()
	snap, found, err := f.Directory.CurrentClient(ctx, slug, c.ID)
	if err != nil {
		return nil, domain.AuthenticatedClient{}, now, err
	}
	client, err := snap.AuthenticateClient(ctx, found, c, now)
	if err == nil && client.Client().Public() {
		err = f.Attempts.Begin(snap.Tenant.ID, address, now)
	}
	return snap, client, now, err
}
