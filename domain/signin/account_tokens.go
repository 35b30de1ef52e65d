package signin

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// maxOwnTokens bounds how many live personal access tokens somebody may have: more
// cannot be told apart. maxMadeTokens bounds how many they may have made that have
// not expired, live or not: all of them are looked through.
const (
	maxOwnTokens  = 50
	maxMadeTokens = 500
)

// TokenForm is what a person may put into a personal access token.
type TokenForm struct {
	Tenant domain.Tenant
	User   domain.User
	// APIs are those that accept such tokens, with all their scopes.
	APIs []QuestionAPI
	// Longest is the longest lifetime; it is above zero.
	Longest time.Duration
	// Confirmed is whether the person has proved lately who they are, without
	// which they make none.
	Confirmed bool
}

// TokenDraft is a personal access token as a person asks for it.
type TokenDraft struct {
	Name     string
	Lifetime time.Duration
	// Scopes are by the id of the resource server.
	Scopes map[string]domain.Scope
}

// MadeToken is a personal access token, the one time its text is known.
type MadeToken struct {
	OwnToken
	Tenant domain.Tenant
	Text   domain.Secret
}

// TokenForm gives what whoever is signed in may make a token of. It is
// KindNotFound where people make none.
func (f Flow) TokenForm(ctx context.Context, slug domain.Slug, b Browser) (TokenForm, error) {
	v, err := f.person(ctx, slug, b)
	if err != nil {
		return TokenForm{}, err
	}
	form := TokenForm{
		Tenant: v.snap.Tenant, User: v.user, APIs: v.personalAPIs(), Longest: v.snap.Tenant.Settings.PersonalLifetime(),
		Confirmed: v.confirmed() == nil,
	}
	if len(form.APIs) == 0 {
		return TokenForm{}, domain.NotFound("page")
	}
	return form, nil
}

// personalAPIs are those that accept personal access tokens; none where people
// make none.
func (v visit) personalAPIs() []QuestionAPI {
	var apis []QuestionAPI
	if v.snap.Tenant.Settings.PersonalLifetime() == 0 {
		return nil
	}
	for _, server := range v.snap.ResourceServers() {
		if server.Personal && server.Status == domain.Active {
			apis = append(apis, QuestionAPI{ID: server.ID, Name: server.Name, Scopes: server.Scopes})
		}
	}
	return apis
}

// ownTokens lists the live personal access tokens of the person, newest first, and
// says how many they have made whose names are kept.
func (v visit) ownTokens(ctx context.Context, r domain.Reader) (own []OwnToken, made int, err error) {
	for page := (domain.Page{Limit: domain.MaxPage}); ; {
		list, err := r.NamedTokens(ctx, v.user.ID, page)
		if err != nil {
			return nil, 0, err
		}
		for _, named := range list.Items {
			found, err := r.LookUp(ctx, named.Key)
			if err != nil {
				return nil, 0, err
			}
			if found.Liveness(v.snap.Tenant, v.now) == domain.ReasonActive {
				own = append(own, OwnToken{NamedToken: named, APIs: v.inWords(found.Token.Audience)})
			}
		}
		made += len(list.Items)
		if page.After = list.Next; page.After == "" {
			return own, made, nil
		}
	}
}

// MakeToken makes a personal access token for whoever is signed in and has proved
// lately who they are; others are KindForbidden. What cannot be asked for is
// KindInvalid, with a Field.
func (f Flow) MakeToken(ctx context.Context, slug domain.Slug, b Browser, draft TokenDraft) (MadeToken, error) {
	v, err := f.person(ctx, slug, b)
	if err != nil {
		return MadeToken{}, err
	}
	if err := v.confirmed(); err != nil {
		return MadeToken{}, err
	}
	if err := f.checkDraft(ctx, v, draft); err != nil {
		return MadeToken{}, err
	}
	token, err := v.drafted(draft)
	if err != nil {
		return MadeToken{}, err
	}
	drawer := domain.DrawerFor(token.Issued, token.Expires)
	text, err := domain.MintToken(f.Random, token.Kind, drawer)
	if err != nil {
		return MadeToken{}, fmt.Errorf("draw token: %w", err)
	}
	token.Key = v.snap.HashKey.TokenKey(drawer, text)
	named := domain.NamedToken{
		Key: token.Key, User: v.user.ID, Name: draft.Name, Last4: text.Last4(), Created: token.Issued, Expires: token.Expires,
	}
	made := MadeToken{OwnToken: OwnToken{named, v.inWords(token.Audience)}, Tenant: v.snap.Tenant, Text: text}
	if err := f.fileOwn(ctx, v, token, named); err != nil {
		return MadeToken{}, err
	}
	if f.Issued != nil {
		f.Issued()
	}
	return made, nil
}

// drafted gives the row of a token, but for its key.
func (v visit) drafted(draft TokenDraft) (domain.Token, error) {
	targets, scope, err := v.snap.Personal(draft.Scopes)
	if err != nil {
		return domain.Token{}, err
	}
	token := domain.Token{
		Kind: domain.PersonalToken, Format: domain.Reference, Client: domain.PersonalClient, User: v.user.ID,
		Audience: targets, Scope: scope, Issued: v.now.UTC().Truncate(time.Millisecond),
		Epochs: domain.Epochs{Tenant: v.snap.Tenant.Epoch, User: v.user.Epoch},
	}
	token.NotBefore = token.Issued.Truncate(time.Second)
	token.Expires = token.NotBefore.Add(draft.Lifetime)
	return token, nil
}

// checkDraft refuses a name that does not tell tokens apart, and a lifetime that
// the tenant does not allow.
func (f Flow) checkDraft(ctx context.Context, v visit, draft TokenDraft) error {
	if err := domain.CheckName("name", draft.Name); err != nil {
		return err
	}
	longest := v.snap.Tenant.Settings.PersonalLifetime()
	if draft.Lifetime < time.Minute || draft.Lifetime > longest {
		return domain.InvalidField("lifetime", "a token lives for at most %s here", days(longest))
	}
	own, made, err := v.ownTokens(ctx, f.Store.In(v.snap.Tenant.ID))
	if err != nil {
		return err
	}
	for _, other := range own {
		if other.Name == draft.Name {
			return domain.InvalidField("name", "you have a token with this name: take another, by which you can tell them apart")
		}
	}
	if len(own) >= maxOwnTokens {
		return domain.InvalidField("name", "you have %d tokens: revoke those you do not use any more", len(own))
	}
	if made >= maxMadeTokens {
		return domain.InvalidField("name", "you have made %d tokens that would not have expired yet: make no more until some have", made)
	}
	return nil
}

func days(d time.Duration) string {
	if d < 48*time.Hour {
		return fmt.Sprintf("%d hours", int(d/time.Hour))
	}
	return fmt.Sprintf("%d days", int(d/(24*time.Hour)))
}

// fileOwn files a token with its name. Somebody who was signed out meanwhile gets
// none; whoever is disabled or signed out everywhere afterwards takes it with
// them, since it was issued under the epochs of before.
func (f Flow) fileOwn(ctx context.Context, v visit, token domain.Token, named domain.NamedToken) error {
	actor := v.session.Actor()
	event := domain.Event{ID: f.NewID(), At: v.now, Actor: actor.String(), Action: "personal-access-token.created", Object: "token:" + token.Key.String()}
	after, err := json.Marshal(map[string]any{
		"user": token.User, "name": named.Name, "last4": named.Last4, "worth": token.Audience, "expires_at": token.Expires,
	})
	if err != nil {
		return err
	}
	event.After = after
	return f.Store.In(v.snap.Tenant.ID).Add(ctx, domain.Act{By: actor, At: v.now}, func(tx domain.Adder) error {
		if err := v.stillHere(ctx, tx); err != nil {
			return err
		}
		if err := tx.AddToken(ctx, token); err != nil {
			return err
		}
		if err := tx.NameToken(ctx, named); err != nil {
			return err
		}
		return tx.Record(ctx, event)
	})
}

// RevokeToken takes back a personal access token of whoever is signed in. Somebody
// else's is KindNotFound, like one that is not there.
func (f Flow) RevokeToken(ctx context.Context, slug domain.Slug, b Browser, id string) error {
	v, err := f.person(ctx, slug, b)
	if err != nil {
		return err
	}
	key, err := domain.ParseTokenKey(id)
	if err != nil {
		return err
	}
	actor := v.session.Actor()
	event := domain.Event{ID: f.NewID(), At: v.now, Actor: actor.String(), Action: "token.revoked", Object: "token:" + key.String()}
	if event.After, err = json.Marshal(map[string]string{"user": v.user.ID, "kind": string(domain.PersonalToken), "reason": byOwner}); err != nil {
		return err
	}
	return f.Store.In(v.snap.Tenant.ID).Change(ctx, domain.Act{By: actor, At: v.now}, func(tx domain.Changer) error {
		found, err := tx.LookUp(ctx, key)
		if err != nil {
			return err
		}
		if t := found.Token; t == nil || t.User != v.user.ID || t.Kind != domain.PersonalToken {
			return domain.NotFound("token")
		}
		first, err := tx.RevokeToken(ctx, key, domain.Revocation{At: v.now, By: actor.String(), Reason: byOwner})
		if err != nil {
			return err
		}
		if !first {
			return domain.ErrUnchanged
		}
		return tx.Record(ctx, event)
	})
}
