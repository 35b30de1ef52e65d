package signin

import (
	"context"
	"encoding/json"

	"github.com/jeton-id/jeton/domain"
)

// LogoutParameters are those of a logout request (OpenID Connect RP-Initiated
// Logout section 2), as they came.
type LogoutParameters struct {
	IDTokenHint                  domain.Secret
	ClientID, RedirectURI, State string
}

// LoggedOut is what the browser is to do next.
type LoggedOut struct {
	Tenant domain.Tenant
	// Ask is set where the person is to say whether they want to: nothing shows
	// that an application of theirs asked.
	Ask bool
	// Username is whose session it is, for asking.
	Username string
	// RedirectURI and State are where to go, empty for a page that says it is
	// done.
	RedirectURI, State string
}

// Logout serves a logout request. With an ID token of the session itself it ends
// the session; otherwise the person is asked. Back to an application goes only
// who came from it, and to an address it has registered.
func (f Flow) Logout(ctx context.Context, slug domain.Slug, p LogoutParameters, b Browser) (LoggedOut, error) {
	now := f.Now()
	snap, err := f.Directory.Current(ctx, slug)
	if err != nil {
		return LoggedOut{}, err
	}
	hint, hinted := snap.ReadHint(p.IDTokenHint, now)
	if hinted && p.ClientID != "" && p.ClientID != hint.Client {
		return LoggedOut{}, domain.Invalid("invalid_request", "the id_token_hint is another application's than client_id names")
	}
	out := LoggedOut{Tenant: snap.Tenant}
	if p.RedirectURI != "" {
		if !hinted {
			return LoggedOut{}, domain.Invalid("invalid_request", "an address to return to needs an id_token_hint of ours")
		}
		_, client, err := f.Directory.CurrentClient(ctx, slug, hint.Client)
		if err != nil {
			return LoggedOut{}, err
		}
		if client == nil || !client.Registration.MatchPostLogout(p.RedirectURI) {
			return LoggedOut{}, domain.Invalid("invalid_redirect_uri", "the address to return to is not one that this application has registered")
		}
		out.RedirectURI, out.State = p.RedirectURI, p.State
	}
	v := visit{snap: snap, now: now}
	if err := f.find(ctx, &v, b); err != nil || v.session == nil {
		return out, err
	}
	if !hinted || hint.Session != v.session.ID {
		return LoggedOut{Tenant: snap.Tenant, Ask: true, Username: v.user.Username}, nil
	}
	return out, f.end(ctx, v, "signed out by "+hint.Client)
}

// SignOut ends the browser's session because the person said so.
func (f Flow) SignOut(ctx context.Context, slug domain.Slug, b Browser) (LoggedOut, error) {
	snap, err := f.Directory.Current(ctx, slug)
	if err != nil {
		return LoggedOut{}, err
	}
	v := visit{snap: snap, now: f.Now()}
	if err := f.find(ctx, &v, b); err != nil || v.session == nil {
		return LoggedOut{Tenant: snap.Tenant}, err
	}
	return LoggedOut{Tenant: snap.Tenant}, f.end(ctx, v, "signed out")
}

// end ends a session, and with it what was given in it.
func (f Flow) end(ctx context.Context, v visit, reason string) error {
	actor := v.session.Actor()
	event := domain.Event{ID: f.NewID(), At: v.now, Actor: actor.String(), Action: "user.signed_out", Object: "user:" + v.user.ID}
	after, err := json.Marshal(map[string]string{"session": v.session.ID, "reason": reason})
	if err != nil {
		return err
	}
	event.After = after
	err = f.Store.In(v.snap.Tenant.ID).Change(ctx, domain.Act{By: actor, At: v.now}, func(tx domain.Changer) error {
		if err := tx.EndSession(ctx, v.session.ID, domain.Revocation{At: v.now, By: actor.String(), Reason: reason}); err != nil {
			return err
		}
		return tx.Record(ctx, event)
	})
	if domain.KindNotFound.Is(err) {
		// Ended in another window meanwhile.
		return nil
	}
	return err
}
