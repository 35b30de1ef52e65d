package storetest

import (
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// testIsolation uses every method of the store at one tenant with the names of
// another's things, and looks whether any of it is found or touched.
func testIsolation(s *suite) {
	theirs := s.world("theirs")
	// A revision that is nobody else's.
	for range 40 {
		s.change(theirs, func(tx domain.Changer) error { return tx.RaiseTenantEpoch(s.ctx) })
	}
	s.change(theirs, func(tx domain.Changer) error { return tx.RaiseUserEpoch(s.ctx, theirs.user.ID) })
	before := s.dump(theirs.tenant.ID)
	untouched := func(s *suite) {
		s.Helper()
		require.Equal(s, before, s.dump(theirs.tenant.ID), "rows of another tenant were touched")
	}

	for _, name := range methods(readerType) {
		s.run("reads/"+name, func(s *suite) {
			read, ok := readers[name]
			require.True(s, ok, "domain.Reader has a method without a case in storetest: add one to readers")
			ours := s.world("ours-read-" + name)
			leak := read(s, ours, theirs)
			require.Empty(s, leak, "read alone, it gives what is another tenant's")
			s.add(ours, func(tx domain.Adder) error {
				require.Empty(s, read(s, tx, theirs), "read in a transaction, it gives what is another tenant's")
				return nil
			})
		})
	}
	for _, w := range s.writers() {
		s.run("writes/"+w.name, func(s *suite) {
			ours := s.world("ours-" + w.name)
			own := s.dump(ours.tenant.ID)
			err := s.tryChange(ours, func(tx domain.Changer) error { return w.use(s.ctx, tx, theirs) })
			if w.named {
				s.is(domain.KindNotFound, "not_found", err)
				require.Equal(s, own, s.dump(ours.tenant.ID))
			} else {
				require.NoError(s, err)
			}
			untouched(s)
			// Once more where the names exist on both sides.
			twin := s.world(theirs.prefix)
			require.NoError(s, s.tryChange(twin, func(tx domain.Changer) error { return w.use(s.ctx, tx, twin) }))
			untouched(s)
		})
	}
	for _, name := range methods(reflect.TypeFor[domain.Store]()) {
		s.run("installation/"+name, func(s *suite) {
			use, ok := installation[name]
			require.True(s, ok, "domain.Store has a method without a case in storetest: add one to installation")
			use(s, theirs)
			untouched(s)
		})
	}
	s.run("a tenancy of no tenant", func(s *suite) {
		braced := domain.TenantID("{" + string(theirs.tenant.ID) + "}")
		for _, id := range []domain.TenantID{"", "acme", "00000000-0000-0000-0000-000000000000", "' OR 1=1 --", braced, upper(theirs.tenant.ID)} {
			nobody := s.store.In(id)
			for name, read := range readers {
				require.Empty(s, read(s, nobody, theirs), "%s at %q", name, id)
			}
			s.is(domain.KindNotFound, "", s.tryChange(nobody, func(tx domain.Changer) error { return tx.DeleteTenant(s.ctx) }))
		}
		untouched(s)
	})
}

func upper(id domain.TenantID) domain.TenantID {
	b := []byte(id)
	for i, c := range b {
		if c >= 'a' && c <= 'f' {
			b[i] = c - 32
		}
	}
	return domain.TenantID(b)
}

// readers use every method of domain.Reader with the names of another tenant's
// things and give what they found of it, empty if nothing.
var readers = map[string]func(s *suite, r domain.Reader, theirs *world) string{
	"LookUp": func(s *suite, r domain.Reader, theirs *world) string {
		found, err := r.LookUp(s.ctx, theirs.access.Key)
		return leaks(s, err, found.Token != nil || found.Client != nil || found.Revision >= 40)
	},
	"LookUpAll": func(s *suite, r domain.Reader, theirs *world) string {
		found, err := r.LookUpAll(s.ctx, []domain.TokenKey{theirs.spoken.Key, theirs.access.Key})
		return leaks(s, err, slices.ContainsFunc(found, func(f domain.Finding) bool {
			return f.Token != nil || f.Client != nil || f.Revision >= 40
		}))
	},
	"Revision": func(s *suite, r domain.Reader, _ *world) string {
		revision, err := r.Revision(s.ctx)
		return leaks(s, err, revision >= 40)
	},
	"Changes": func(s *suite, r domain.Reader, theirs *world) string {
		changes, err := r.Changes(s.ctx, 0)
		_, named := changes.Parts[domain.Part{Kind: domain.UserPart, ID: theirs.user.ID}]
		return leaks(s, err, named || changes.Revision >= 40)
	},
	"Load": func(s *suite, r domain.Reader, theirs *world) string {
		rows, err := r.Load(s.ctx)
		return leaks(s, err, rows.Tenant.ID == theirs.tenant.ID || slices.ContainsFunc(rows.SigningKeys, func(k domain.SigningKey) bool { return k.ID == theirs.signer.ID }) ||
			slices.ContainsFunc(rows.ResourceServers, func(rs domain.ResourceServer) bool { return rs.ID == theirs.server.ID }))
	},
	"FindClient": func(s *suite, r domain.Reader, theirs *world) string {
		client, revision, err := r.FindClient(s.ctx, theirs.client.ID)
		return leaks(s, err, client.ID != "" || revision >= 40)
	},
	"Clients": func(s *suite, r domain.Reader, theirs *world) string {
		page, err := r.Clients(s.ctx, domain.ClientFilter{}, domain.Page{Limit: domain.MaxPage})
		return leaks(s, err, slices.ContainsFunc(page.Items, func(c domain.Client) bool { return c.ID == theirs.client.ID }))
	},
	"FindResourceServer": func(s *suite, r domain.Reader, theirs *world) string {
		rs, err := r.FindResourceServer(s.ctx, theirs.server.ID)
		return leaks(s, err, rs.ID != "")
	},
	"Members": func(s *suite, r domain.Reader, theirs *world) string {
		page, err := r.Members(s.ctx, domain.Page{Limit: domain.MaxPage})
		return leaks(s, err, slices.ContainsFunc(page.Items, func(m domain.Member) bool { return m.Client == theirs.client.ID }))
	},
	"FindMember": func(s *suite, r domain.Reader, theirs *world) string {
		member, err := r.FindMember(s.ctx, theirs.client.ID)
		return leaks(s, err, member.Client != "")
	},
	"FindSetupLink": func(s *suite, r domain.Reader, theirs *world) string {
		link, err := r.FindSetupLink(s.ctx)
		return leaks(s, err, link.Hash == theirs.setup.Hash)
	},
	"FindUser": func(s *suite, r domain.Reader, theirs *world) string {
		user, err := r.FindUser(s.ctx, theirs.user.ID)
		return leaks(s, err, user.ID != "")
	},
	"FindUserByUsername": func(s *suite, r domain.Reader, theirs *world) string {
		user, err := r.FindUserByUsername(s.ctx, theirs.user.Username)
		return leaks(s, err, user.ID != "")
	},
	"Users": func(s *suite, r domain.Reader, theirs *world) string {
		var leak string
		for _, filter := range []domain.UserFilter{{}, {Managing: true}, {Prefix: theirs.user.Username}, {Prefix: theirs.user.Email}, {Prefix: theirs.user.Name}} {
			page, err := r.Users(s.ctx, filter, domain.Page{Limit: domain.MaxPage})
			leak += leaks(s, err, slices.ContainsFunc(page.Items, func(u domain.User) bool { return u.ID == theirs.user.ID }))
		}
		return leak
	},
	"FindPasswordLink": func(s *suite, r domain.Reader, theirs *world) string {
		link, err := r.FindPasswordLink(s.ctx, theirs.link.Hash)
		return leaks(s, err, link.User != "")
	},
	"FindSession": func(s *suite, r domain.Reader, theirs *world) string {
		session, err := r.FindSession(s.ctx, theirs.session.Hash)
		return leaks(s, err, session.ID != "")
	},
	"FindSessionOf": func(s *suite, r domain.Reader, theirs *world) string {
		session, err := r.FindSessionOf(s.ctx, theirs.user.ID, theirs.session.ID)
		return leaks(s, err, session.ID != "")
	},
	"NamedTokens": func(s *suite, r domain.Reader, theirs *world) string {
		page, err := r.NamedTokens(s.ctx, theirs.user.ID, domain.Page{Limit: domain.MaxPage})
		return leaks(s, err, len(page.Items) > 0)
	},
	"NamesOf": func(s *suite, r domain.Reader, theirs *world) string {
		names, err := r.NamesOf(s.ctx, []domain.TokenKey{theirs.named.Key})
		return leaks(s, err, len(names) > 0)
	},
	"Sessions": func(s *suite, r domain.Reader, theirs *world) string {
		page, err := r.Sessions(s.ctx, theirs.user.ID, domain.Page{Limit: domain.MaxPage})
		return leaks(s, err, len(page.Items) > 0)
	},
	"FindAuthorizationRequest": func(s *suite, r domain.Reader, theirs *world) string {
		pending, err := r.FindAuthorizationRequest(s.ctx, theirs.pending.Hash)
		return leaks(s, err, pending.Asked.Client != "")
	},
	"FindPushedRequest": func(s *suite, r domain.Reader, theirs *world) string {
		pushed, err := r.FindPushedRequest(s.ctx, theirs.pushed.Hash)
		return leaks(s, err, pushed.Asked.Client != "")
	},
	"FindDeviceRequest": func(s *suite, r domain.Reader, theirs *world) string {
		request, err := r.FindDeviceRequest(s.ctx, theirs.device.Hash)
		return leaks(s, err, request.Client != "")
	},
	"FindDeviceRequestByUserCode": func(s *suite, r domain.Reader, theirs *world) string {
		request, err := r.FindDeviceRequestByUserCode(s.ctx, theirs.device.UserCode)
		return leaks(s, err, request.Client != "")
	},
	"FindCode": func(s *suite, r domain.Reader, theirs *world) string {
		code, err := r.FindCode(s.ctx, theirs.code.Hash)
		return leaks(s, err, code.Grant != "")
	},
	"FindConsent": func(s *suite, r domain.Reader, theirs *world) string {
		consent, err := r.FindConsent(s.ctx, theirs.user.ID, theirs.client.ID)
		return leaks(s, err, consent.User != "")
	},
	"Consents": func(s *suite, r domain.Reader, theirs *world) string {
		page, err := r.Consents(s.ctx, theirs.user.ID, domain.Page{Limit: domain.MaxPage})
		return leaks(s, err, len(page.Items) > 0)
	},
	"InitialTokens": func(s *suite, r domain.Reader, theirs *world) string {
		page, err := r.InitialTokens(s.ctx, domain.Page{Limit: domain.MaxPage})
		return leaks(s, err, slices.ContainsFunc(page.Items, func(t domain.InitialToken) bool { return t.ID == theirs.initial.ID }))
	},
	"FindInitialToken": func(s *suite, r domain.Reader, theirs *world) string {
		token, err := r.FindInitialToken(s.ctx, theirs.initial.Hash)
		return leaks(s, err, token.ID != "")
	},
	"FindRegistrationTokens": func(s *suite, r domain.Reader, theirs *world) string {
		tokens, err := r.FindRegistrationTokens(s.ctx, theirs.client.ID)
		return leaks(s, err, tokens != domain.RegistrationTokens{})
	},
	"FindGrant": func(s *suite, r domain.Reader, theirs *world) string {
		grant, err := r.FindGrant(s.ctx, theirs.personal.ID)
		return leaks(s, err, grant.ID != "")
	},
	"Grants": func(s *suite, r domain.Reader, theirs *world) string {
		all, err := r.Grants(s.ctx, domain.GrantFilter{}, domain.Page{Limit: domain.MaxPage})
		leak := leaks(s, err, slices.ContainsFunc(all.Items, func(g domain.Grant) bool { return g.ID == theirs.personal.ID }))
		narrow, err := r.Grants(s.ctx, domain.GrantFilter{Client: theirs.client.ID, User: theirs.user.ID}, domain.Page{Limit: domain.MaxPage})
		return leak + leaks(s, err, len(narrow.Items) > 0)
	},
	"Tokens": func(s *suite, r domain.Reader, theirs *world) string {
		var leak string
		for _, filter := range theirs.filters() {
			page, err := r.Tokens(s.ctx, filter, s.now, domain.Page{Limit: domain.MaxPage})
			leak += leaks(s, err, len(page.Items) > 0)
		}
		all, err := r.Tokens(s.ctx, domain.TokenFilter{}, s.now, domain.Page{Limit: domain.MaxPage})
		return leak + leaks(s, err, slices.ContainsFunc(all.Items, func(f domain.Finding) bool { return f.Token.Key == theirs.access.Key }))
	},
	"CountTokens": func(s *suite, r domain.Reader, theirs *world) string {
		var leak string
		for _, filter := range theirs.filters() {
			count, err := r.CountTokens(s.ctx, filter, s.now, 10)
			leak += leaks(s, err, count > 0)
		}
		return leak
	},
	"Reach": func(s *suite, r domain.Reader, theirs *world) string {
		var leak string
		for _, filter := range append(theirs.filters(), domain.TokenFilter{}) {
			reach, err := r.Reach(s.ctx, filter, s.now, start.Add(-time.Hour), 10)
			leak += leaks(s, err, filter != domain.TokenFilter{} && reach.Tokens > 0 || reach.Seen[theirs.server.ID] > 0)
		}
		return leak
	},
	"Holdings": func(s *suite, r domain.Reader, _ *world) string {
		held, err := r.Holdings(s.ctx, domain.MaxPage)
		leak := leaks(s, err, false)
		clients, err := r.Clients(s.ctx, domain.ClientFilter{}, domain.Page{Limit: domain.MaxPage})
		leak += leaks(s, err, held.Clients > len(clients.Items))
		rows, err := r.Load(s.ctx)
		leak += leaks(s, err, held.ResourceServers > len(rows.ResourceServers))
		users, err := r.Users(s.ctx, domain.UserFilter{}, domain.Page{Limit: domain.MaxPage})
		return leak + leaks(s, err, held.Users > len(users.Items))
	},
	"Sightings": func(s *suite, r domain.Reader, theirs *world) string {
		found, err := r.Sightings(s.ctx, theirs.access.Key)
		return leaks(s, err, len(found) > 0)
	},
	"Counts": func(s *suite, r domain.Reader, theirs *world) string {
		found, err := r.Counts(s.ctx, domain.CountSpan{Granularity: domain.ByHour, From: start.Add(-time.Hour), To: start.Add(time.Hour)}, 10)
		return leaks(s, err, slices.ContainsFunc(found, func(c domain.Count) bool { return c.By == theirs.server.ID }))
	},
	"Events": func(s *suite, r domain.Reader, _ *world) string {
		page, err := r.Events(s.ctx, domain.EventFilter{Object: "test:tenant.created"}, domain.Page{Limit: domain.MaxPage})
		return leaks(s, err, len(page.Items) > 1)
	},
}

// filters narrow a token search to what is in this world.
func (w *world) filters() []domain.TokenFilter {
	return []domain.TokenFilter{{Client: w.client.ID}, {User: w.user.ID}, {Grant: w.personal.ID}, {ResourceServer: w.server.ID}}
}

// leaks says what a read gave away; that there is no such thing is the right
// answer.
func leaks(s *suite, err error, leak bool) string {
	s.Helper()
	if err != nil && !domain.KindNotFound.Is(err) {
		return err.Error()
	}
	if leak {
		return "it found something. "
	}
	return ""
}

// installation uses the methods of domain.Store beside a tenant they are not
// about.
var installation = map[string]func(s *suite, theirs *world){
	"In": func(s *suite, _ *world) { s.store.In(s.tenant().ID) },
	"FindTenant": func(s *suite, theirs *world) {
		own := s.tenant()
		found, err := s.store.FindTenant(s.ctx, own.Slug)
		require.NoError(s, err)
		require.Equal(s, own.ID, found.ID)
		require.NotEqual(s, theirs.tenant.ID, found.ID)
	},
	"Tenants": func(s *suite, _ *world) {
		_, err := s.store.Tenants(s.ctx, "", domain.Page{Limit: 10})
		require.NoError(s, err)
	},
	"CreateTenant": func(s *suite, theirs *world) {
		rows := s.rows(domain.Slug(s.fresh("tenant-")))
		rows.Tenant.ID = theirs.tenant.ID
		require.Error(s, s.store.CreateTenant(s.ctx, s.act(), rows, s.event("tenant.created")))
		rows = s.rows(theirs.tenant.Slug)
		s.is(domain.KindConflict, "slug_taken", s.store.CreateTenant(s.ctx, s.act(), rows, s.event("tenant.created")))
	},
	"NoticesDue": func(s *suite, _ *world) {
		_, err := s.store.NoticesDue(s.ctx, s.now, 10)
		require.NoError(s, err)
	},
	"Revisions": func(s *suite, _ *world) {
		own := s.tenant().ID
		found, err := s.store.Revisions(s.ctx, []domain.TenantID{own})
		require.NoError(s, err)
		require.Equal(s, map[domain.TenantID]int64{own: 1}, found)
	},
	"Record": func(s *suite, theirs *world) {
		// The names are theirs, and so is nothing else.
		own := s.tenant().ID
		s.tally(own, domain.Count{At: start, By: theirs.server.ID, Active: 1})
		s.see(own, domain.Sighting{Key: theirs.access.Key, ResourceServer: theirs.server.ID, First: start.Add(-time.Hour), Last: start.Add(time.Hour)})
	},
	"OpenDrawers": func(s *suite, _ *world) { require.NoError(s, s.store.OpenDrawers(s.ctx, testedDrawers)) },
	"Drawers": func(s *suite, _ *world) {
		_, err := s.store.Drawers(s.ctx)
		require.NoError(s, err)
	},
	"DropDrawer": func(s *suite, _ *world) { require.NoError(s, s.store.DropDrawer(s.ctx, testedDrawers[1])) },
	"PurgeDeleted": func(s *suite, _ *world) {
		gone := s.world("gone")
		s.change(gone, func(tx domain.Changer) error { return tx.DeleteTenant(s.ctx) })
		for {
			n, err := s.store.PurgeDeleted(s.ctx, 7)
			require.NoError(s, err)
			if n == 0 {
				return
			}
		}
	},
	"Lead": func(s *suite, _ *world) {
		_, err := s.store.Lead(s.ctx, func(context.Context) error { return nil })
		require.NoError(s, err)
	},
	"Ping": func(s *suite, _ *world) { require.NoError(s, s.store.Ping(s.ctx)) },
}
