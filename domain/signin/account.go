package signin

import (
	"context"
	"slices"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Account is what a person finds on their account page.
type Account struct {
	Tenant domain.Tenant
	User   domain.User
	// Sessions are those that stand, with the one of this browser first.
	Sessions []domain.Session
	// More is set if there are older ones that are not among them.
	More         bool
	Applications []Application
	Tokens       []OwnToken
	// Makes is whether there is anything to make a token for.
	Makes bool
}

// Application is a client that may act for the person.
type Application struct {
	domain.Connected
	Name string
	APIs []QuestionAPI
}

// OwnToken is a personal access token that is live.
type OwnToken struct {
	domain.NamedToken
	APIs []QuestionAPI
}

// signedOut is one error for a browser without a session that stands.
func signedOut() error {
	return &domain.Error{Kind: domain.KindUnauthenticated, Code: "signed_out", Message: "nobody is signed in with this browser"}
}

// person finds who is signed in with the browser: nothing of an account can be
// reached without.
func (f Flow) person(ctx context.Context, slug domain.Slug, b Browser) (visit, error) {
	snap, err := f.Directory.Current(ctx, slug)
	if err != nil {
		return visit{}, err
	}
	v := visit{snap: snap, now: f.Now()}
	if err := f.find(ctx, &v, b); err != nil {
		return visit{}, err
	}
	if v.session == nil {
		return v, signedOut()
	}
	return v, nil
}

// Tenant gives the tenant, for its pages.
func (f Flow) Tenant(ctx context.Context, slug domain.Slug) (domain.Tenant, error) {
	snap, err := f.Directory.Current(ctx, slug)
	if err != nil {
		return domain.Tenant{}, err
	}
	return snap.Tenant, nil
}

// Account gives the account page of whoever is signed in with the browser. It is
// KindUnauthenticated for nobody.
func (f Flow) Account(ctx context.Context, slug domain.Slug, b Browser) (Account, error) {
	v, err := f.person(ctx, slug, b)
	if err != nil {
		return Account{}, err
	}
	tenancy := f.Store.In(v.snap.Tenant.ID)
	account := Account{Tenant: v.snap.Tenant, User: v.user, Makes: len(v.personalAPIs()) > 0}
	if account.Sessions, account.More, err = v.sessions(ctx, tenancy); err != nil {
		return Account{}, err
	}
	if account.Applications, err = f.applications(ctx, slug, v, tenancy); err != nil {
		return Account{}, err
	}
	if account.Tokens, _, err = v.ownTokens(ctx, tenancy); err != nil {
		return Account{}, err
	}
	account.Sessions[0].Seen = v.now
	return account, f.noteUse(ctx, v, tenancy)
}

// noteUse notes that the session was used, last of all: a page that could not be
// shown leaves nothing behind.
func (f Flow) noteUse(ctx context.Context, v visit, tenancy domain.Tenancy) error {
	if v.now.Sub(v.session.Seen) < seenInterval {
		return nil
	}
	act := domain.Act{By: v.session.Actor(), At: v.now}
	err := tenancy.Add(ctx, act, func(tx domain.Adder) error { return f.seen(ctx, tx, v) })
	if domain.KindNotFound.Is(err) {
		// It was ended in another window meanwhile.
		return signedOut()
	}
	return err
}

// sessions lists those of the person that stand, this one first, among the newest
// of a page, and says whether there are more.
func (v visit) sessions(ctx context.Context, r domain.Reader) ([]domain.Session, bool, error) {
	list, err := r.Sessions(ctx, v.user.ID, domain.Page{Limit: domain.MaxPage})
	if err != nil {
		return nil, false, err
	}
	standing := []domain.Session{*v.session}
	for _, session := range list.Items {
		if session.ID != v.session.ID && session.Live(v.user, v.snap.Tenant.Settings.SessionIdle(), v.now) {
			standing = append(standing, session)
		}
	}
	slices.SortStableFunc(standing[1:], func(a, b domain.Session) int { return b.Seen.Compare(a.Seen) })
	return standing, list.Next != "", nil
}

func (f Flow) applications(ctx context.Context, slug domain.Slug, v visit, r domain.Reader) ([]Application, error) {
	connected, err := domain.ConnectedTo(ctx, r, v.user.ID, v.now)
	if err != nil {
		return nil, err
	}
	var applications []Application
	for _, c := range connected {
		_, client, err := f.Directory.CurrentClient(ctx, slug, c.Client)
		if err != nil {
			return nil, err
		}
		if client != nil {
			applications = append(applications, Application{Connected: c, Name: client.Name, APIs: v.inWords(c.Worth)})
		}
	}
	return applications, nil
}

// inWords says what targets are, as a person is asked about them.
func (v visit) inWords(targets []domain.Target) []QuestionAPI {
	var apis []QuestionAPI
	for _, target := range targets {
		server, ok := v.snap.ResourceServer(target.ResourceServer)
		if !ok {
			continue
		}
		api := QuestionAPI{ID: server.ID, Name: server.Name}
		for _, value := range target.Scope {
			scope := domain.ResourceScope{Name: value}
			if at := slices.IndexFunc(server.Scopes, func(s domain.ResourceScope) bool { return s.Name == value }); at >= 0 {
				scope = server.Scopes[at]
			}
			api.Scopes = append(api.Scopes, scope)
		}
		apis = append(apis, api)
	}
	return apis
}

// SignInHere signs somebody in for their account page, or has them prove once more
// that it is they. It gives the cookie, zero for a name and password that do not
// belong together.
func (f Flow) SignInHere(ctx context.Context, slug domain.Slug, b Browser, username string, presented domain.Secret) (domain.Secret, error) {
	v, err := f.person(ctx, slug, b)
	if err != nil && !domain.KindUnauthenticated.Is(err) {
		return domain.Secret{}, err
	}
	user, proven, err := f.prove(ctx, v, b, username, presented)
	if err != nil || !proven {
		return domain.Secret{}, err
	}
	step, err := f.open(ctx, v, b, domain.Secret{}, user)
	return step.Session, err
}

// confirmedFor is how long somebody who has proved who they are need not do so
// again before what would outlast the session.
const confirmedFor = 10 * time.Minute

// confirmed refuses what would outlast the session from somebody who has not
// proved lately who they are: whoever finds a browser open is not its owner.
func (v visit) confirmed() error {
	if v.now.Sub(v.session.Authenticated) < confirmedFor {
		return nil
	}
	return domain.Forbidden("confirm", "this needs your password once more")
}

// Confirm has whoever is signed in prove once more that it is they. It gives
// another cookie, zero for a password that is not theirs.
func (f Flow) Confirm(ctx context.Context, slug domain.Slug, b Browser, presented domain.Secret) (domain.User, domain.Secret, error) {
	v, err := f.person(ctx, slug, b)
	if err != nil {
		return domain.User{}, domain.Secret{}, err
	}
	user, proven, err := f.prove(ctx, v, b, v.user.Username, presented)
	if err != nil || !proven || user.ID != v.user.ID {
		return v.user, domain.Secret{}, err
	}
	step, err := f.open(ctx, v, b, domain.Secret{}, user)
	return v.user, step.Session, err
}
