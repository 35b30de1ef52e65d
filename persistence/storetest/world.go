package storetest

import (
	"crypto/sha256"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// world is a tenant that has one or more of everything. All its names begin with
// the same prefix, so that two worlds share all names or none.
type world struct {
	domain.Tenancy
	prefix string
	tenant domain.Tenant
	signer domain.SigningKey
	setup  domain.SetupLink
	// server and other are resource servers; client is allowed at both.
	server, other domain.ResourceServer
	client        domain.Client
	user          domain.User
	// used is an assertion that the client has used.
	used domain.UsedAssertion
	link domain.PasswordLink
	// standing is the client's own grant, personal the user's to the client.
	standing, personal domain.Grant
	// access was issued from standing, spoken from personal.
	access, spoken domain.Token
	// session is the user's, in which personal was given; pending is a sign-in
	// under way, pushed and device are what may become one, code is one of
	// personal.
	session domain.Session
	pending domain.AuthorizationRequest
	pushed  domain.PushedRequest
	device  domain.DeviceRequest
	code    domain.Code
	consent domain.Consent
	// named is what the user calls a personal access token; see suite.own.
	named domain.NamedToken
	// over is a session of the user's that has ended, and notice what the client is
	// still to be told of it.
	over   domain.Session
	notice domain.LogoutNotice
	// initial is an initial access token, registration has the registration access
	// tokens of the client.
	initial      domain.InitialToken
	registration domain.RegistrationTokens
}

// world makes a tenant and fills it.
func (s *suite) world(prefix string) *world {
	s.Helper()
	w := &world{prefix: prefix}
	w.tenant = s.tenant()
	w.Tenancy = s.store.In(w.tenant.ID)
	w.signer = domain.SigningKey{
		ID: prefix + "-key", Alg: "ES256", Private: domain.Wrapped(prefix + "-private"), Published: s.now,
		SignsFrom: s.now, SignsUntil: s.now.Add(90 * 24 * time.Hour),
	}
	w.setup = domain.SetupLink{Hash: sha256.Sum256([]byte(prefix + "-setup")), Created: s.now, Expires: s.now.Add(time.Hour)}
	w.server, w.other = s.server(prefix+"-server"), s.server(prefix+"-other")
	w.client = s.client(prefix+"-client", w.server.ID, w.other.ID)
	w.client.Roles = []domain.Role{domain.Auditor, domain.Developer}
	w.user = s.user(prefix + "-user")
	w.user.Username, w.user.Password = prefix+"@example.com", domain.NewPasswordHash("$hash of "+prefix)
	w.link = domain.PasswordLink{User: w.user.ID, Purpose: domain.Reset, Hash: sha256.Sum256([]byte(prefix + "-link")), Created: s.now, Expires: s.now.Add(time.Hour)}
	w.session = domain.Session{
		ID: prefix + "-session", Hash: sha256.Sum256([]byte(prefix + "-cookie")), User: w.user.ID, Epoch: 1,
		Created: s.now, Authenticated: s.now, Seen: s.now, Expires: s.now.Add(time.Hour), UserAgent: "Ünïcode/1.0", Address: "2001:db8::1",
	}
	worth := []domain.Target{{ResourceServer: w.server.ID, Identifier: w.server.Identifiers[0], Scope: domain.Scope{"read"}}}
	w.personal = domain.Grant{
		ID: prefix + "-personal", Client: w.client.ID, User: w.user.ID, Type: "authorization_code", Created: s.now,
		Worth: worth, Session: w.session.ID, Authenticated: s.now,
	}
	asked := domain.Asked{
		Client: w.client.ID, RedirectURI: "https://app.example/back", RedirectNamed: true, ResponseMode: "query", State: "ünïcode", Nonce: "n",
		Challenge: "c", Worth: worth, Prompt: []string{"login"}, MaxAge: 60, LoginHint: "h", Subject: "s",
		Device: &domain.AskedByDevice{Request: []byte{0, 1, 255}, Code: []byte{2, 254}},
	}
	w.pending = domain.AuthorizationRequest{
		Hash: sha256.Sum256([]byte(prefix + "-handle")), Browser: sha256.Sum256([]byte(prefix + "-browser")), Asked: asked,
		Created: s.now, Expires: s.now.Add(time.Hour),
	}
	w.pushed = domain.PushedRequest{Hash: sha256.Sum256([]byte(prefix + "-pushed")), Asked: asked, Expires: s.now.Add(time.Minute)}
	w.device = domain.DeviceRequest{
		Hash: sha256.Sum256([]byte(prefix + "-device")), UserCode: sha256.Sum256([]byte(prefix + "-user-code")), Client: w.client.ID, Worth: worth,
		Created: s.now, Expires: s.now.Add(time.Minute), Interval: 5 * time.Second,
	}
	w.code = domain.Code{Hash: sha256.Sum256([]byte(prefix + "-code")), Grant: w.personal.ID, Asked: asked, Expires: s.now.Add(time.Minute)}
	w.consent = domain.Consent{User: w.user.ID, Client: w.client.ID, Worth: worth, Created: s.now, Updated: s.now}
	s.change(w, func(tx domain.Changer) error {
		require.NoError(s, tx.AddSigningKey(s.ctx, w.signer))
		require.NoError(s, tx.OfferSetupLink(s.ctx, w.setup))
		require.NoError(s, tx.AddResourceServer(s.ctx, w.server))
		require.NoError(s, tx.AddResourceServer(s.ctx, w.other))
		require.NoError(s, tx.AddClient(s.ctx, w.client))
		require.NoError(s, tx.AddUser(s.ctx, w.user))
		w.initial = domain.InitialToken{
			ID: prefix + "-initial", Name: "Initial Ünïcode", Hash: sha256.Sum256([]byte(prefix + "-initial")), UsesLeft: 5,
			Allowed: []domain.Allowance{{ResourceServer: w.server.ID, Scope: domain.Scope{"read"}}}, Created: s.now, Expires: s.now.Add(time.Hour),
		}
		require.NoError(s, tx.AddInitialToken(s.ctx, w.initial))
		return tx.OfferPasswordLink(s.ctx, w.link)
	})
	s.add(w, func(tx domain.Adder) error {
		var err error
		w.standing, err = tx.OpenStandingGrant(s.ctx, domain.Grant{ID: prefix + "-standing", Client: w.client.ID, Type: domain.ClientCredentials, Created: s.now})
		require.NoError(s, err)
		require.NoError(s, tx.OpenSession(s.ctx, w.session))
		require.NoError(s, tx.KeepAuthorizationRequest(s.ctx, w.pending))
		require.NoError(s, tx.PushRequest(s.ctx, w.pushed))
		require.NoError(s, tx.AddDeviceRequest(s.ctx, w.device))
		require.NoError(s, tx.AddGrant(s.ctx, w.personal))
		w.used = domain.UsedAssertion{Client: w.client.ID, Hash: [16]byte{15}, Expires: s.now.Add(time.Hour)}
		require.NoError(s, tx.UseAssertion(s.ctx, w.used))
		require.NoError(s, tx.AddCode(s.ctx, w.code))
		require.NoError(s, tx.SetConsent(s.ctx, w.consent))
		w.access = s.token(prefix+"-access", w.standing, w.server)
		require.NoError(s, tx.AddToken(s.ctx, w.access))
		w.spoken = s.token(prefix+"-spoken", w.personal, w.server, w.other)
		require.NoError(s, tx.AddToken(s.ctx, w.spoken))
		own := s.own(w)
		w.named = domain.NamedToken{Key: own.Key, User: w.user.ID, Name: "Ünïcode of " + prefix, Last4: "aB3x", Created: s.now, Expires: own.Expires}
		if err := tx.NameToken(s.ctx, w.named); err != nil {
			return err
		}
		w.registration = domain.RegistrationTokens{Current: sha256.Sum256([]byte(prefix + "-current")), Previous: sha256.Sum256([]byte(prefix + "-previous"))}
		return tx.SetRegistrationTokens(s.ctx, w.client.ID, w.registration)
	})
	s.tally(w.tenant.ID, domain.Count{At: s.now, By: w.server.ID, Active: 3, Inactive: 2, Refused: 1})
	s.see(w.tenant.ID, domain.Sighting{Key: w.access.Key, ResourceServer: w.server.ID, First: s.now, Last: s.now})
	w.notice = s.signOut(w, prefix+"-over", w.client)
	return w
}

// signOut opens a session of the user's in which clients get ID tokens, and ends
// it. It gives the notice that is filed for the first of them.
func (s *suite) signOut(w *world, id string, clients ...domain.Client) domain.LogoutNotice {
	s.Helper()
	w.over = w.session
	w.over.ID, w.over.Hash = id, sha256.Sum256([]byte(id))
	s.add(w, func(tx domain.Adder) error {
		require.NoError(s, tx.OpenSession(s.ctx, w.over))
		for _, client := range clients {
			given := w.personal
			given.ID, given.Client, given.Session, given.Identified = id+"-"+client.ID, client.ID, id, true
			require.NoError(s, tx.AddGrant(s.ctx, given))
		}
		return nil
	})
	s.change(w, func(tx domain.Changer) error {
		return tx.EndSession(s.ctx, id, domain.Revocation{At: s.now, By: "user:1", Reason: "signed out"})
	})
	return domain.LogoutNotice{
		Client: clients[0].ID, Session: id, User: w.user.ID, Host: clients[0].ID + ".example", Created: s.now, Due: s.now,
	}
}

// tenant makes an empty tenant and gives it as it is kept.
func (s *suite) tenant() domain.Tenant {
	s.Helper()
	rows := s.rows(domain.Slug(s.fresh("tenant-")))
	require.NoError(s, s.store.CreateTenant(s.ctx, s.act(), rows, s.event("tenant.created")))
	found, err := s.store.FindTenant(s.ctx, rows.Tenant.Slug)
	require.NoError(s, err)
	return found
}

// rows are those of a tenant to be made.
func (s *suite) rows(slug domain.Slug) domain.TenantRows {
	return domain.TenantRows{
		Tenant: domain.Tenant{
			ID: domain.TenantID(uuid.NewString()), Slug: slug, Name: "Tenant " + string(slug), Status: domain.Active,
			Settings: domain.DefaultSettings(), Created: s.now, Updated: s.now,
		},
		HashKey: domain.Wrapped("hash key of " + slug),
	}
}

// server is a resource server with a value in every member.
func (s *suite) server(id string) domain.ResourceServer {
	return domain.ResourceServer{
		ID: id, Name: "Server " + id, Identifiers: []string{"https://" + id + ".example", "https://" + id + ".example/v2"},
		Scopes: []domain.ResourceScope{{Name: "read", Description: "Read ünïcode"}, {Name: "write"}},
		Status: domain.Active, TokenFormat: domain.Reference, SigningAlg: "ES256", AccessTokenSeconds: 600,
		Release: domain.Release{Claims: []string{"sub", "client_id"}, Subject: domain.PairwiseSubject}, Personal: true,
		Answers: domain.Answers{Profile: domain.AsgardeoAnswers, UserStore: "STAFF", SeesRefreshTokens: true, CacheSeconds: 60},
		Sees:    []string{"https://seen.example"}, Hides: []string{"hidden"},
		Version: 1, Created: s.now, Updated: s.now,
		Credentials: []domain.MachineSecret{s.secret(id + "-credential")},
	}
}

// keySet has a key, and text that a careless store would change.
const keySet = `{"keys":[{"kty":"OKP","kid":"<ünïcode> & more","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`

// registration is a registration with a value in every member.
func (s *suite) registration(id string) domain.Registration {
	s.Helper()
	keys, err := domain.ParseKeySet([]byte(keySet))
	require.NoError(s, err)
	page := "https://" + id + ".example/"
	return domain.Registration{
		RedirectURIs: []string{page + "callback?a=1&b=2", "com.example." + id + ":/callback"}, PostLogoutRedirectURIs: []string{page + "bye"},
		ApplicationType: domain.NativeApplication, JWKS: keys, IDTokenAlg: "ES256", SubjectType: domain.PairwiseSubject,
		BackchannelLogoutURI: page + "logout", BackchannelLogoutSession: true, RequirePAR: true,
		ClientURI: page, LogoURI: page + "logo", PolicyURI: page + "policy", TermsURI: page + "terms",
		Contacts: []string{"ünïcode <" + id + "@example.com>"}, PKCE: domain.PKCEOptional, Consent: domain.TrustedClient,
	}
}

// client is a client with a secret that is allowed at resource servers.
func (s *suite) client(id string, servers ...string) domain.Client {
	c := domain.Client{
		ID: id, Name: "Client " + id, Status: domain.Active, GrantTypes: []string{domain.ClientCredentials},
		AuthMethod: domain.SecretBasic, Registration: s.registration(id), Epoch: 1, Version: 1, Created: s.now, Updated: s.now,
		Secrets: []domain.MachineSecret{s.secret(id + "-secret")}, InitialToken: id + "-initial",
	}
	for _, server := range servers {
		c.Allowed = append(c.Allowed, domain.Allowance{ResourceServer: server, Scope: domain.Scope{"read", "write"}})
		c.ActsFor = server
	}
	return c
}

// user is a person with a value in every member but the password. Ids are kept
// apart from names, so that neither is taken for the other.
func (s *suite) user(id string) domain.User {
	return domain.User{
		ID: id, Username: "name-of-" + id, Email: id + "@example.com", EmailVerified: true, Name: "Ünï " + id + " of Store",
		Status: domain.Active, Attributes: map[string]any{"team": "ünïcode", "floor": 7.5, "tags": []any{"a", true, nil}},
		Roles: []domain.Role{domain.Auditor, domain.Developer}, Epoch: 1, Version: 1, Created: s.now, Updated: s.now,
	}
}

func (s *suite) secret(id string) domain.MachineSecret {
	return domain.MachineSecret{ID: id, Hash: sha256.Sum256([]byte(id)), Last4: id[len(id)-4:], Created: s.now, Expires: s.now.Add(1000 * time.Hour)}
}

// token is an access token issued from a grant for resource servers, live for an
// hour.
func (s *suite) token(name string, from domain.Grant, servers ...domain.ResourceServer) domain.Token {
	hash := sha256.Sum256([]byte(name))
	expires := s.now.Truncate(time.Second).Add(time.Hour)
	t := domain.Token{
		Key:  domain.TokenKey{Drawer: domain.DrawerFor(s.now, expires), Hash: [16]byte(hash[:16])},
		Kind: domain.AccessToken, Format: domain.Reference, Grant: from.ID, Client: from.Client, User: from.User,
		Scope: domain.Scope{"read", "write"}, Issued: s.now, NotBefore: s.now.Truncate(time.Second), Expires: expires,
		Epochs: domain.Epochs{Tenant: 1, Client: 1}, Confirmation: "thumbprint of " + name,
	}
	if from.User != "" {
		t.Epochs.User = 1
	}
	for _, server := range servers {
		t.Audience = append(t.Audience, domain.Target{ResourceServer: server.ID, Identifier: server.Identifiers[0], Scope: domain.Scope{"read"}})
	}
	return t
}

// own is the user's personal access token, which has a name in every world.
func (s *suite) own(w *world) domain.Token {
	own := s.token(w.prefix+"-own", domain.Grant{Client: domain.PersonalClient, User: w.user.ID}, w.server)
	own.Kind, own.Epochs.Client = domain.PersonalToken, 0
	return own
}

// liveness says what the store finds about a token now.
func (s *suite) liveness(w *world, key domain.TokenKey) domain.Reason {
	s.Helper()
	found, err := w.LookUp(s.ctx, key)
	require.NoError(s, err)
	rows, err := w.Load(s.ctx)
	require.NoError(s, err)
	return found.Liveness(rows.Tenant, s.now)
}
