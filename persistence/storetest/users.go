package storetest

import (
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func testUsers(s *suite) {
	find := func(s *suite, w *world, id string) domain.User {
		s.Helper()
		user, err := w.FindUser(s.ctx, id)
		require.NoError(s, err)
		return user
	}
	s.run("what is added is found again", func(s *suite) {
		w := s.world("w")
		require.Equal(s, w.user, find(s, w, w.user.ID))
		bare := domain.User{ID: "bare", Username: "bare", Name: "Bare", Status: domain.Disabled, Created: s.now, Updated: s.now}
		s.add(w, func(tx domain.Adder) error { return tx.AddUser(s.ctx, bare) })
		bare.Version, bare.Epoch = 1, 1
		require.Equal(s, bare, find(s, w, "bare"))
		_, err := w.FindUser(s.ctx, "nobody")
		s.is(domain.KindNotFound, "", err)
		for _, username := range []string{"nobody", "", "no\x00body", "no\xffbody", "' OR 1=1 --"} {
			_, err = w.FindUserByUsername(s.ctx, username)
			s.is(domain.KindNotFound, "", err)
		}
	})
	s.run("a username is one however it is written", func(s *suite) {
		w := s.world("w")
		user := s.user("zoe")
		user.Username = "Zoë.Straße" // composed
		s.add(w, func(tx domain.Adder) error { return tx.AddUser(s.ctx, user) })
		for _, written := range []string{user.Username, "zoë.straße", "ZOË.STRASSE", "Zoe\u0308.Straße"} {
			found, err := w.FindUserByUsername(s.ctx, written)
			require.NoError(s, err, written)
			require.Equal(s, user, found, "as it was registered")
			another := s.user("another")
			another.Username = written
			s.is(domain.KindConflict, "username_taken", w.Add(s.ctx, s.act(), func(tx domain.Adder) error { return tx.AddUser(s.ctx, another) }))
			another = w.user
			another.Username = written
			s.is(domain.KindConflict, "username_taken", s.tryChange(w, func(tx domain.Changer) error { return tx.EditUser(s.ctx, another) }))
		}
		_, err := w.FindUserByUsername(s.ctx, "zoe.strasse")
		s.is(domain.KindNotFound, "", err)
		// Its own name may be written otherwise, and an email may be shared.
		user.Username, user.Email = "ZOË.STRASSE", w.user.Email
		s.change(w, func(tx domain.Changer) error { return tx.EditUser(s.ctx, user) })
	})
	s.run("edits", func(s *suite) {
		w := s.world("w")
		edit := w.user
		edit.Username, edit.Email, edit.EmailVerified, edit.Name = "new", "", false, "New"
		edit.Status, edit.Attributes, edit.Roles = domain.Disabled, nil, nil
		edit.Password, edit.Epoch = domain.NewPasswordHash("$other"), 99
		s.now = s.now.Add(1e9)
		s.change(w, func(tx domain.Changer) error { return tx.EditUser(s.ctx, edit) })
		want := edit
		want.Password, want.Epoch, want.Version, want.Updated = w.user.Password, 1, 2, s.now
		require.Equal(s, want, find(s, w, edit.ID), "everything but password and epoch")
		s.is(domain.KindConflict, "version_conflict", s.tryChange(w, func(tx domain.Changer) error { return tx.EditUser(s.ctx, edit) }))
		edit.ID = "nobody"
		s.is(domain.KindNotFound, "", s.tryChange(w, func(tx domain.Changer) error { return tx.EditUser(s.ctx, edit) }))
		_, err := w.FindUserByUsername(s.ctx, w.user.Username)
		s.is(domain.KindNotFound, "", err)
		for prefix, found := range map[string]int{w.user.Username: 0, "ünï": 0, "new": 1} {
			page, err := w.Users(s.ctx, domain.UserFilter{Prefix: prefix}, domain.Page{Limit: 10})
			require.NoError(s, err)
			require.Len(s, page.Items, found, prefix)
		}
	})
	s.run("status, epoch and roles turn answers", func(s *suite) {
		w := s.world("w")
		user := w.user
		edit := func() {
			s.Helper()
			s.change(w, func(tx domain.Changer) error { return tx.EditUser(s.ctx, user) })
			user.Version++
		}
		user.Status = domain.Disabled
		edit()
		require.Equal(s, domain.ReasonUserOff, s.liveness(w, w.spoken.Key))
		require.Equal(s, domain.ReasonActive, s.liveness(w, w.access.Key))
		user.Status, user.Roles = domain.Active, nil
		edit()
		require.Equal(s, domain.ReasonActive, s.liveness(w, w.spoken.Key))
		found, err := w.LookUp(s.ctx, w.spoken.Key)
		require.NoError(s, err)
		require.Empty(s, found.User.Roles)
		s.change(w, func(tx domain.Changer) error { return tx.RaiseUserEpoch(s.ctx, w.user.ID) })
		require.Equal(s, domain.ReasonUserRevoked, s.liveness(w, w.spoken.Key))
	})
	s.run("removal takes everything but the tokens' rows", func(s *suite) {
		w := s.world("w")
		s.change(w, func(tx domain.Changer) error { return tx.RemoveUser(s.ctx, w.user.ID) })
		_, err := w.FindUser(s.ctx, w.user.ID)
		s.is(domain.KindNotFound, "", err)
		_, err = w.FindPasswordLink(s.ctx, w.link.Hash)
		s.is(domain.KindNotFound, "", err)
		_, err = w.FindGrant(s.ctx, w.personal.ID)
		s.is(domain.KindNotFound, "", err)
		page, err := w.Users(s.ctx, domain.UserFilter{Prefix: w.user.Username}, domain.Page{Limit: 10})
		require.NoError(s, err)
		require.Empty(s, page.Items)
		found, err := w.LookUp(s.ctx, w.spoken.Key)
		require.NoError(s, err)
		require.NotNil(s, found.Token, "a token stays explainable after its user is gone")
		require.Nil(s, found.User)
		require.Equal(s, domain.TokenRevoked, s.liveness(w, w.spoken.Key).State())
		require.Equal(s, domain.ReasonActive, s.liveness(w, w.access.Key))
		s.is(domain.KindNotFound, "", s.tryChange(w, func(tx domain.Changer) error { return tx.RemoveUser(s.ctx, w.user.ID) }))
		// The username is free, for a person of another id.
		another := w.user
		another.ID = "another"
		s.add(w, func(tx domain.Adder) error { return tx.AddUser(s.ctx, another) })
		require.Equal(s, domain.TokenRevoked, s.liveness(w, w.spoken.Key).State())
	})
}

func testUserSearch(s *suite) {
	w := s.world("w")
	add := func(username, email, name string, roles ...domain.Role) {
		user := domain.User{ID: "id-of-" + username, Username: username, Email: email, Name: name, Status: domain.Active, Roles: roles, Created: s.now, Updated: s.now}
		s.add(w, func(tx domain.Adder) error { return tx.AddUser(s.ctx, user) })
	}
	add("alice", "liddell@example.com", "Alice Pleasance Liddell")
	add("Bob", "bob@example.com", "Bob  Alison Ångström", domain.Owner)
	add("carol", "alice@example.com", "Carol 100%_Sure")
	add("dave", "", "Übermensch (Dave)", domain.Auditor)
	list := func(filter domain.UserFilter, limit int) (names []string) {
		s.Helper()
		for page := (domain.Page{Limit: limit}); ; {
			found, err := w.Users(s.ctx, filter, page)
			require.NoError(s, err)
			for _, u := range found.Items {
				require.Equal(s, u.ID != w.user.ID, u.Password.IsZero(), "whether there is a password")
				require.Empty(s, u.Password.Reveal(), "without its hash")
				names = append(names, u.Username)
			}
			if page.After = found.Next; page.After == "" {
				return names
			}
		}
	}
	own := w.user.Username
	for _, limit := range []int{1, 2, 10} {
		for prefix, want := range map[string][]string{
			"al":    {"Bob", "alice", "carol"}, // alison…, alice, alice@…
			"ALICE": {"alice", "carol"}, "liddell": {"alice"}, "pleasance l": {"alice"}, "bob": {"Bob"}, "ångstro\u0308m": {"Bob"},
			"100%_": {"carol"}, "%": nil, "_": nil, "'": nil, "u\u0308ber": {"dave"}, "(dave": {"dave"}, "alicex": nil, "alison  å": nil,
		} {
			require.ElementsMatch(s, want, list(domain.UserFilter{Prefix: prefix}, limit), "%s in pages of %d", prefix, limit)
		}
		require.Equal(s, []string{"alice", "Bob", "carol", "dave", own}, list(domain.UserFilter{}, limit), "by username")
		require.Equal(s, []string{"Bob", "dave", own}, list(domain.UserFilter{Managing: true}, limit))
	}
	require.Equal(s, []string{"alice", "carol", "Bob"}, list(domain.UserFilter{Prefix: "al"}, 1), "in the order of what was found")
	_, err := w.Users(s.ctx, domain.UserFilter{Prefix: "a", Managing: true}, domain.Page{Limit: 1})
	s.is(domain.KindInvalid, "", err)
}

func testPasswords(s *suite) {
	s.run("a password", func(s *suite) {
		w := s.world("w")
		hash := domain.NewPasswordHash("$another hash")
		s.change(w, func(tx domain.Changer) error { return tx.SetPassword(s.ctx, w.user.ID, hash) })
		want := w.user
		want.Password = hash
		found, err := w.FindUser(s.ctx, w.user.ID)
		require.NoError(s, err)
		require.Equal(s, want, found, "version and epoch are left alone")
		_, err = w.FindPasswordLink(s.ctx, w.link.Hash)
		s.is(domain.KindNotFound, "", err)
		s.is(domain.KindNotFound, "", s.tryChange(w, func(tx domain.Changer) error { return tx.SetPassword(s.ctx, "nobody", hash) }))
	})
	take := func(w *world, hash domain.SecretHash) (link domain.PasswordLink, err error) {
		err = s.tryChange(w, func(tx domain.Changer) error {
			link, err = tx.TakePasswordLink(s.ctx, hash)
			return err
		})
		return link, err
	}
	s.run("a link is taken once", func(s *suite) {
		w := s.world("w")
		found, err := w.FindPasswordLink(s.ctx, w.link.Hash)
		require.NoError(s, err)
		require.Equal(s, w.link, found)
		_, err = take(w, domain.SecretHash{1})
		s.is(domain.KindNotFound, "", err)
		taken, err := take(w, w.link.Hash)
		require.NoError(s, err)
		require.Equal(s, w.link, taken)
		_, err = take(w, w.link.Hash)
		s.is(domain.KindNotFound, "", err)
	})
	s.run("another takes the place of the one before", func(s *suite) {
		w := s.world("w")
		another := w.link
		another.Hash, another.Purpose = domain.SecretHash{2}, domain.Invite
		s.change(w, func(tx domain.Changer) error { return tx.OfferPasswordLink(s.ctx, another) })
		_, err := take(w, w.link.Hash)
		s.is(domain.KindNotFound, "", err)
		taken, err := take(w, another.Hash)
		require.NoError(s, err)
		require.Equal(s, another, taken)
		another.User = "nobody"
		s.is(domain.KindNotFound, "", s.tryChange(w, func(tx domain.Changer) error { return tx.OfferPasswordLink(s.ctx, another) }))
	})
	s.run("an edit leaves it, but for one of the roles", func(s *suite) {
		w := s.world("w")
		user := w.user
		user.Name = "New"
		s.change(w, func(tx domain.Changer) error { return tx.EditUser(s.ctx, user) })
		_, err := w.FindPasswordLink(s.ctx, w.link.Hash)
		require.NoError(s, err)
		user.Version, user.Roles = 2, append(user.Roles, domain.Owner)
		s.change(w, func(tx domain.Changer) error { return tx.EditUser(s.ctx, user) })
		_, err = take(w, w.link.Hash)
		s.is(domain.KindNotFound, "", err)
	})
	s.run("an expired one is not taken", func(s *suite) {
		w := s.world("w")
		was := s.now
		defer func() { s.now = was }()
		s.now = w.link.Expires
		err := w.Change(s.ctx, s.act(), func(tx domain.Changer) error {
			_, err := tx.TakePasswordLink(s.ctx, w.link.Hash)
			return err
		})
		s.is(domain.KindNotFound, "", err)
		found, err := w.FindPasswordLink(s.ctx, w.link.Hash)
		require.NoError(s, err)
		require.Equal(s, w.link, found)
		s.now = w.link.Expires.Add(-time.Millisecond)
		require.NoError(s, s.tryChange(w, func(tx domain.Changer) error {
			_, err := tx.TakePasswordLink(s.ctx, w.link.Hash)
			return err
		}))
	})
}
