package signin

import (
	"context"
	"encoding/json"

	"github.com/jeton-id/jeton/domain"
)

// Authenticate takes a name and a password. Whether the name is unknown, the
// password wrong or the person disabled, the answer and the work are the same.
func (f Flow) Authenticate(ctx context.Context, slug domain.Slug, handle domain.Secret, b Browser, username string, presented domain.Secret) (Step, error) {
	v, err := f.visit(ctx, slug, handle, b)
	if err != nil {
		return Step{}, err
	}
	user, proven, err := f.prove(ctx, v, b, username, presented)
	if err != nil {
		return Step{}, err
	}
	if !proven {
		page := v.page()
		page.Username, page.Wrong = username, true
		return Step{Page: page}, nil
	}
	return f.open(ctx, v, b, handle, user)
}

// prove is the one place where a name and a password are compared: it counts the
// attempt before, and does the same work whether the name is unknown, the password
// wrong or the person disabled.
func (f Flow) prove(ctx context.Context, v visit, b Browser, username string, presented domain.Secret) (domain.User, bool, error) {
	tenant := v.snap.Tenant.ID
	if err := f.Attempts.Attempt(tenant, username, b.Address, v.now); err != nil {
		return domain.User{}, false, err
	}
	user, err := f.Store.In(tenant).FindUserByUsername(ctx, username)
	if err != nil && !domain.KindNotFound.Is(err) {
		return domain.User{}, false, err
	}
	verdict, err := f.Links.Hasher.Verify(ctx, user.Password, presented)
	if err != nil || !verdict.Match || user.Status != domain.Active {
		return domain.User{}, false, err
	}
	if verdict.Outdated {
		err = f.renew(ctx, v, user, presented)
	}
	return user, err == nil, err
}

// open signs the person in: a session with a new cookie, so that one which
// somebody planted before is worth nothing.
func (f Flow) open(ctx context.Context, v visit, b Browser, handle domain.Secret, user domain.User) (step Step, err error) {
	if step.Session, err = domain.MintCookie(f.Random); err != nil {
		return Step{}, err
	}
	step.Handle = handle
	session := domain.Session{
		ID: f.NewID(), Hash: v.snap.HashKey.HashSecret(step.Session), User: user.ID, Epoch: user.Epoch,
		Created: v.now, Authenticated: v.now, Seen: v.now, Expires: v.now.Add(v.snap.Tenant.Settings.SessionLifetime()),
		UserAgent: short(b.UserAgent), Address: b.Address,
	}
	again := v.session != nil && v.user.ID == user.ID
	if again {
		session.ID = v.session.ID
	}
	event := domain.Event{ID: f.NewID(), At: v.now, Actor: session.Actor().String(), Action: "user.signed_in", Object: "user:" + user.ID}
	if event.After, err = json.Marshal(map[string]string{"session": session.ID, "client": v.client.ID, "address": b.Address}); err != nil {
		return Step{}, err
	}
	if v.session != nil && !again {
		// Nobody could use it any more, and what was given in it would stay.
		if err := f.end(ctx, v, "somebody else signed in"); err != nil {
			return Step{}, err
		}
	}
	err = f.Store.In(v.snap.Tenant.ID).Add(ctx, domain.Act{By: session.Actor(), At: v.now}, func(tx domain.Adder) error {
		if again {
			if err := tx.RenewSession(ctx, session); err != nil {
				return err
			}
		} else if err := tx.OpenSession(ctx, session); err != nil {
			return err
		}
		return tx.Record(ctx, event)
	})
	return step, err
}

// renew hashes a password anew, now that it is known and the kept hash is of
// another cost. If the person has chosen another one meanwhile, that one stays.
func (f Flow) renew(ctx context.Context, v visit, user domain.User, presented domain.Secret) error {
	hash, err := f.Links.Hasher.Hash(ctx, presented)
	if err != nil {
		return err
	}
	act := domain.Act{By: domain.SystemActor("signin"), At: v.now}
	return f.Store.In(v.snap.Tenant.ID).Change(ctx, act, func(tx domain.Changer) error {
		now, err := tx.FindUser(ctx, user.ID)
		if err != nil || now.Password != user.Password {
			return err
		}
		if err := tx.SetPassword(ctx, user.ID, hash); err != nil {
			return err
		}
		return tx.Record(ctx, domain.Event{ID: f.NewID(), At: v.now, Actor: act.By.String(), Action: "password.rehashed", Object: "user:" + user.ID})
	})
}

// maxUserAgent bounds what is kept of what a browser says of itself, in bytes.
const maxUserAgent = 300

func short(userAgent string) string { return userAgent[:min(len(userAgent), maxUserAgent)] }
