package feed

import (
	"context"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/visibility"
)

// Bounds of what is found out about one change; beyond each, everybody is told that
// all may have changed.
const (
	// maxNamed is how many parts an event names.
	maxNamed = 200
	// maxPages is how many pages of the tokens of a part are looked at to learn who
	// may see it.
	maxPages = 5
)

// news is what changed in a tenant, with who may see it.
type news struct {
	whole bool
	items []item
}

// item is a part that changed: the token, or whom else it is about.
type item struct {
	kind   domain.PartKind
	token  string
	client string
	user   string
	// audience has the resource servers that tokens of it are for; where there were
	// too many tokens to tell, it is anybody.
	audience map[string]bool
	anybody  bool
	// refreshing has the resource servers that its refresh tokens are for, which only
	// some are told of.
	refreshing map[string]bool
}

// read finds out who may see what changed.
func (f *Feed) read(ctx context.Context, snap *domain.Snapshot, changes domain.Changes) (news, error) {
	n := news{whole: changes.Whole || len(changes.Parts) > maxNamed}
	if n.whole {
		return n, nil
	}
	reader := f.Store.In(snap.Tenant.ID)
	for part := range changes.Parts {
		i, found, err := f.item(ctx, reader, part)
		switch {
		case err != nil:
			return news{}, err
		case found:
			n.items = append(n.items, i)
		}
	}
	return n, nil
}

// item finds out who may see a part; false says that nobody can have been told of it.
func (f *Feed) item(ctx context.Context, reader domain.Reader, part domain.Part) (item, bool, error) {
	i := item{kind: part.Kind}
	var filter domain.TokenFilter
	switch part.Kind {
	case domain.TokenPart:
		return f.tokenItem(ctx, reader, part.ID)
	case domain.ClientPart:
		i.client, filter.Client = part.ID, part.ID
	case domain.UserPart:
		i.user, filter.User = part.ID, part.ID
	case domain.GrantPart:
		grant, err := reader.FindGrant(ctx, part.ID)
		if domain.KindNotFound.Is(err) {
			i.anybody = true
			return i, true, nil
		}
		if err != nil {
			return i, false, err
		}
		i.client, i.user, filter.Grant = grant.Client, grant.User, part.ID
	default:
		i.anybody = true
		return i, true, nil
	}
	found, err := f.seekAudience(ctx, reader, filter, &i)
	return i, found, err
}

func (f *Feed) tokenItem(ctx context.Context, reader domain.Reader, id string) (item, bool, error) {
	key, err := domain.ParseTokenKey(id)
	if err != nil {
		return item{}, false, err
	}
	found, err := reader.LookUp(ctx, key)
	if err != nil || found.Token == nil {
		return item{}, false, err
	}
	i := item{kind: domain.TokenPart, token: id, client: found.Token.Client}
	return i, i.add(*found.Token, f), nil
}

// seekAudience gathers whom the tokens of a part are for, and reports whether there
// is any that has not expired.
func (f *Feed) seekAudience(ctx context.Context, reader domain.Reader, filter domain.TokenFilter, i *item) (bool, error) {
	page := domain.Page{Limit: domain.MaxPage}
	some := false
	for range maxPages {
		list, err := reader.Tokens(ctx, filter, f.Now(), page)
		if err != nil {
			return false, err
		}
		for _, found := range list.Items {
			some = i.add(*found.Token, f) || some
		}
		if page.After = list.Next; page.After == "" {
			return some, nil
		}
	}
	i.anybody = true
	return true, nil
}

// add adds whom the token is for, unless no resource server can have been told of it,
// or no longer.
func (i *item) add(token domain.Token, f *Feed) bool {
	if !f.Now().Before(token.Expires) {
		return false
	}
	whom := &i.audience
	if token.Kind == domain.RefreshToken {
		whom = &i.refreshing
	}
	if *whom == nil {
		*whom = map[string]bool{}
	}
	for _, target := range token.Audience {
		(*whom)[target.ResourceServer] = true
	}
	return true
}

// seenBy reports whether the resource server may see a token that is for the item's
// audience.
func (i *item) seenBy(snap *domain.Snapshot, server *domain.ResourceServer) bool {
	sight := snap.Sight[server.ID]
	if i.client != "" && sight.Hidden[i.client] {
		return false
	}
	for other := range i.audience {
		if other == server.ID || sight.Servers[other] {
			return true
		}
	}
	return i.anybody || i.refreshing[server.ID] && server.Answers.SeesRefreshTokens
}

// tell names in an event what the resource server may know of.
func (n news) tell(e *Event, snap *domain.Snapshot, server *domain.ResourceServer) {
	e.All = n.whole
	for _, i := range n.items {
		if !e.All && i.seenBy(snap, server) {
			e.name(i, snap, server)
		}
	}
	if e.All {
		e.Tokens, e.Clients, e.Subjects, e.Grants = nil, nil, nil, nil
	}
}

// name names an item as introspection tells it; what that withholds cannot be named.
func (e *Event) name(i item, snap *domain.Snapshot, server *domain.ResourceServer) {
	client, subject := i.client, ""
	if i.kind != domain.ClientPart {
		subject = visibility.Subject(snap, domain.Token{Client: i.client, User: i.user}, *server)
	}
	if !visibility.Tells(server, "client_id") {
		client = ""
	}
	if !visibility.Tells(server, "sub") {
		subject = ""
	}
	switch {
	case i.anybody:
		e.All = true
	case i.kind == domain.TokenPart && server.Answers.Profile.Has("jti"):
		e.Tokens = append(e.Tokens, i.token)
	case i.kind == domain.TokenPart && client == "":
		e.All = true
	case i.kind == domain.GrantPart && client != "" && subject != "":
		e.Grants = append(e.Grants, Grant{client, subject})
	case i.kind != domain.UserPart && client != "":
		e.Clients = append(e.Clients, client)
	case i.kind != domain.ClientPart && subject != "":
		e.Subjects = append(e.Subjects, subject)
	default:
		e.All = true
	}
}
