package signin

import (
	"context"
	"encoding/json"

	"github.com/jeton-id/jeton/domain"
)

// byOwner is why something ended that a person ended on their account page.
const byOwner = "ended on the account page"

// own runs what a person does to what is theirs, with its audit event.
func (f Flow) own(ctx context.Context, v visit, action string, after map[string]any, work func(domain.Changer, domain.Revocation) error) error {
	actor := v.session.Actor()
	event := domain.Event{ID: f.NewID(), At: v.now, Actor: actor.String(), Action: action, Object: "user:" + v.user.ID}
	return f.Store.In(v.snap.Tenant.ID).Change(ctx, domain.Act{By: actor, At: v.now}, func(tx domain.Changer) error {
		if err := work(tx, domain.Revocation{At: v.now, By: actor.String(), Reason: byOwner}); err != nil {
			return err
		}
		text, err := json.Marshal(after)
		if err != nil {
			return err
		}
		event.After = text
		return tx.Record(ctx, event)
	})
}

// EndSession ends one session of whoever is signed in, with what was given in it.
// Somebody else's is KindNotFound, like one that is not there.
func (f Flow) EndSession(ctx context.Context, slug domain.Slug, b Browser, id string) error {
	v, err := f.person(ctx, slug, b)
	if err != nil {
		return err
	}
	return f.own(ctx, v, "session.ended", map[string]any{"session": id, "reason": byOwner}, func(tx domain.Changer, r domain.Revocation) error {
		if _, err := tx.FindSessionOf(ctx, v.user.ID, id); err != nil {
			return err
		}
		return tx.EndSession(ctx, id, r)
	})
}

// EndOtherSessions ends every session of whoever is signed in but the browser's
// own.
func (f Flow) EndOtherSessions(ctx context.Context, slug domain.Slug, b Browser) error {
	v, err := f.person(ctx, slug, b)
	if err != nil {
		return err
	}
	after := map[string]any{"reason": byOwner}
	return f.own(ctx, v, "session.others_ended", after, func(tx domain.Changer, r domain.Revocation) error {
		ended, err := v.endOthers(ctx, tx, r)
		if err == nil && ended == 0 {
			err = domain.ErrUnchanged
		}
		after["sessions"] = ended
		return err
	})
}

// endOthers ends the sessions beside the browser's own, and says how many.
func (v visit) endOthers(ctx context.Context, tx domain.Changer, r domain.Revocation) (int, error) {
	ended := 0
	for page := (domain.Page{Limit: domain.MaxPage}); ; {
		list, err := tx.Sessions(ctx, v.user.ID, page)
		if err != nil {
			return ended, err
		}
		for _, session := range list.Items {
			if session.ID == v.session.ID {
				continue
			}
			if err := tx.EndSession(ctx, session.ID, r); err != nil {
				return ended, err
			}
			ended++
		}
		if page.After = list.Next; page.After == "" {
			return ended, nil
		}
	}
}

// Disconnect takes back what whoever is signed in lets a client do, and every
// token it got by that.
func (f Flow) Disconnect(ctx context.Context, slug domain.Slug, b Browser, client string) error {
	v, err := f.person(ctx, slug, b)
	if err != nil {
		return err
	}
	return f.own(ctx, v, "application.disconnected", map[string]any{"client": client, "reason": byOwner}, func(tx domain.Changer, r domain.Revocation) error {
		return tx.Disconnect(ctx, v.user.ID, client, r)
	})
}

// ChangePassword gives whoever is signed in another password, if they know the one
// they have, and ends their other sessions. It gives another cookie. It is
// KindInvalid, with a Field, for a password that is not theirs or is too easy to
// guess.
func (f Flow) ChangePassword(ctx context.Context, slug domain.Slug, b Browser, current, chosen domain.Secret) (domain.Secret, error) {
	v, err := f.person(ctx, slug, b)
	if err != nil {
		return domain.Secret{}, err
	}
	user, proven, err := f.prove(ctx, v, b, v.user.Username, current)
	if err != nil {
		return domain.Secret{}, err
	}
	if !proven || user.ID != v.user.ID {
		return domain.Secret{}, domain.InvalidField("current_password", "that is not your current password")
	}
	if chosen.Equal(current) {
		return domain.Secret{}, domain.InvalidField("password", "that is the password you have: choose another one")
	}
	if err := f.Links.Rules.Check("password", chosen, user); err != nil {
		return domain.Secret{}, err
	}
	hash, err := f.Links.Hasher.Hash(ctx, chosen)
	if err != nil {
		return domain.Secret{}, err
	}
	return f.setOwnPassword(ctx, v, b, hash)
}

// setOwnPassword writes a password that was chosen and checked. The session goes
// on under another cookie; every other one ends.
func (f Flow) setOwnPassword(ctx context.Context, v visit, b Browser, hash domain.PasswordHash) (domain.Secret, error) {
	cookie, err := domain.MintCookie(f.Random)
	if err != nil {
		return domain.Secret{}, err
	}
	session := *v.session
	session.Hash, session.Authenticated, session.Seen = v.snap.HashKey.HashSecret(cookie), v.now, v.now
	session.UserAgent, session.Address = short(b.UserAgent), b.Address
	after := map[string]any{"by": "the account page"}
	err = f.own(ctx, v, "password.set", after, func(tx domain.Changer, r domain.Revocation) error {
		if err := v.stillHere(ctx, tx); err != nil {
			return err
		}
		if err := tx.SetPassword(ctx, v.user.ID, hash); err != nil {
			return err
		}
		if err := tx.RenewSession(ctx, session); err != nil {
			return err
		}
		ended, err := v.endOthers(ctx, tx, r)
		after["sessions_ended"] = ended
		return err
	})
	return cookie, err
}

// stillHere refuses what somebody asked whose session ended meanwhile.
func (v visit) stillHere(ctx context.Context, tx domain.Reader) error {
	session, err := tx.FindSession(ctx, v.session.Hash)
	if domain.KindNotFound.Is(err) {
		return signedOut()
	}
	if err != nil {
		return err
	}
	user, err := tx.FindUser(ctx, session.User)
	if domain.KindNotFound.Is(err) || err == nil && !session.Live(user, v.snap.Tenant.Settings.SessionIdle(), v.now) {
		return signedOut()
	}
	return err
}
