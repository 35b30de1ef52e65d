package storetest

import (
	"context"
	"crypto/sha256"
	"reflect"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// The contract makes promises about all methods. These tables say, for each, how
// to use it on a world so that it succeeds there; what the promises are is
// tested over all entries, and a method without one fails.

// adders use the methods of domain.Adder that write.
var adders = map[string]struct {
	use func(ctx context.Context, tx domain.Adder, w *world) error
	// named is set if the method names something of the tenant's, and so finds
	// nothing where the world is another tenant's.
	named bool
}{
	"AddToken": {use: func(ctx context.Context, tx domain.Adder, w *world) error {
		token := w.access
		token.Key.Hash[0]++
		return tx.AddToken(ctx, token)
	}},
	"OpenStandingGrant": {named: true, use: func(ctx context.Context, tx domain.Adder, w *world) error {
		_, err := tx.OpenStandingGrant(ctx, domain.Grant{ID: w.prefix + "-standing-2", Client: w.client.ID, Type: domain.ClientCredentials, Created: start})
		return err
	}},
	"AddGrant": {named: true, use: func(ctx context.Context, tx domain.Adder, w *world) error {
		grant := w.personal
		grant.ID += "-2"
		return tx.AddGrant(ctx, grant)
	}},
	"UseAssertion": {use: func(ctx context.Context, tx domain.Adder, w *world) error {
		used := w.used
		used.Hash[0]++
		return tx.UseAssertion(ctx, used)
	}},
	"OpenSession": {named: true, use: func(ctx context.Context, tx domain.Adder, w *world) error {
		session := w.session
		session.ID, session.Hash = session.ID+"-2", sha256.Sum256([]byte(w.prefix+"-cookie-2"))
		return tx.OpenSession(ctx, session)
	}},
	"RenewSession": {named: true, use: func(ctx context.Context, tx domain.Adder, w *world) error {
		session := w.session
		session.Hash = sha256.Sum256([]byte(w.prefix + "-cookie-3"))
		return tx.RenewSession(ctx, session)
	}},
	"SeeSession": {named: true, use: func(ctx context.Context, tx domain.Adder, w *world) error {
		return tx.SeeSession(ctx, w.session.ID, start.Add(time.Minute))
	}},
	"KeepAuthorizationRequest": {named: true, use: func(ctx context.Context, tx domain.Adder, w *world) error {
		pending := w.pending
		pending.Hash = sha256.Sum256([]byte(w.prefix + "-handle-2"))
		return tx.KeepAuthorizationRequest(ctx, pending)
	}},
	"TakeAuthorizationRequest": {use: func(ctx context.Context, tx domain.Adder, w *world) error {
		_, err := tx.TakeAuthorizationRequest(ctx, w.pending.Hash)
		return err
	}},
	"PushRequest": {named: true, use: func(ctx context.Context, tx domain.Adder, w *world) error {
		pushed := w.pushed
		pushed.Hash = sha256.Sum256([]byte(w.prefix + "-pushed-2"))
		return tx.PushRequest(ctx, pushed)
	}},
	"TakePushedRequest": {use: func(ctx context.Context, tx domain.Adder, w *world) error {
		_, err := tx.TakePushedRequest(ctx, w.pushed.Hash)
		return err
	}},
	"AddDeviceRequest": {named: true, use: func(ctx context.Context, tx domain.Adder, w *world) error {
		request := w.device
		request.Hash, request.UserCode = sha256.Sum256([]byte(w.prefix+"-device-2")), sha256.Sum256([]byte(w.prefix+"-user-code-2"))
		return tx.AddDeviceRequest(ctx, request)
	}},
	"PollDeviceRequest": {use: func(ctx context.Context, tx domain.Adder, w *world) error {
		_, err := tx.PollDeviceRequest(ctx, w.device.Hash, start)
		return err
	}},
	"DecideDeviceRequest": {use: func(ctx context.Context, tx domain.Adder, w *world) error {
		_, err := tx.DecideDeviceRequest(ctx, w.device.Hash, domain.DeviceDecision{Grant: w.personal.ID}, start)
		return err
	}},
	"UseDeviceRequest": {use: func(ctx context.Context, tx domain.Adder, w *world) error {
		_, err := tx.UseDeviceRequest(ctx, w.device.Hash, start)
		return err
	}},
	"AddCode": {named: true, use: func(ctx context.Context, tx domain.Adder, w *world) error {
		code := w.code
		code.Hash = sha256.Sum256([]byte(w.prefix + "-code-2"))
		return tx.AddCode(ctx, code)
	}},
	"UseCode": {use: func(ctx context.Context, tx domain.Adder, w *world) error {
		_, err := tx.UseCode(ctx, w.code.Hash, start)
		return err
	}},
	"UseToken": {use: func(ctx context.Context, tx domain.Adder, w *world) error {
		_, err := tx.UseToken(ctx, w.access.Key, start, 0)
		return err
	}},
	"SetConsent": {named: true, use: func(ctx context.Context, tx domain.Adder, w *world) error {
		consent := w.consent
		consent.Worth = nil
		return tx.SetConsent(ctx, consent)
	}},
	"IdentifyGrant": {use: func(ctx context.Context, tx domain.Adder, w *world) error {
		_, err := tx.IdentifyGrant(ctx, w.personal.ID)
		return err
	}},
	"ClaimLogoutNotices": {use: func(ctx context.Context, tx domain.Adder, _ *world) error {
		_, err := tx.ClaimLogoutNotices(ctx, domain.NoticeClaim{Until: start.Add(time.Minute), Limit: 10, PerHost: 10})
		return err
	}},
	"RemoveLogoutNotice": {use: func(ctx context.Context, tx domain.Adder, w *world) error {
		return tx.RemoveLogoutNotice(ctx, w.notice)
	}},
	"PostponeLogoutNotice": {use: func(ctx context.Context, tx domain.Adder, w *world) error {
		return tx.PostponeLogoutNotice(ctx, w.notice, start.Add(time.Hour))
	}},
	"ForgetCounts": {use: func(ctx context.Context, tx domain.Adder, _ *world) error {
		_, err := tx.ForgetCounts(ctx, domain.ByHour, start.Add(time.Hour), 10)
		return err
	}},
	"ForgetGrants": {use: func(ctx context.Context, tx domain.Adder, _ *world) error {
		_, _, err := tx.ForgetGrants(ctx, start.Add(time.Hour), domain.Page{Limit: 1})
		return err
	}},
	"UseInitialToken": {named: true, use: func(ctx context.Context, tx domain.Adder, w *world) error {
		_, err := tx.UseInitialToken(ctx, w.initial.Hash)
		return err
	}},
	"SetRegistrationTokens": {named: true, use: func(ctx context.Context, tx domain.Adder, w *world) error {
		return tx.SetRegistrationTokens(ctx, w.client.ID, domain.RegistrationTokens{Current: w.registration.Current})
	}},
	"AddInitialToken": {use: func(ctx context.Context, tx domain.Adder, w *world) error {
		token := w.initial
		token.ID, token.Hash = token.ID+"-2", sha256.Sum256([]byte(token.ID+"-2"))
		return tx.AddInitialToken(ctx, token)
	}},
	"Record": {use: func(ctx context.Context, tx domain.Adder, w *world) error {
		return tx.Record(ctx, domain.Event{ID: w.prefix + "-event", At: start, Actor: "system:storetest", Action: "thing.done", Object: "thing:1"})
	}},
	"AddClient": {use: func(ctx context.Context, tx domain.Adder, w *world) error {
		client := w.client
		client.ID += "-2"
		return tx.AddClient(ctx, client)
	}},
	"NameToken": {named: true, use: func(ctx context.Context, tx domain.Adder, w *world) error {
		named := w.named
		named.Key.Hash[0]++
		return tx.NameToken(ctx, named)
	}},
	"AddUser": {use: func(ctx context.Context, tx domain.Adder, w *world) error {
		user := w.user
		user.ID, user.Username = user.ID+"-2", user.Username+"-2"
		return tx.AddUser(ctx, user)
	}},
}

// changers use the methods of domain.Changer that are not of domain.Adder.
var changers = map[string]struct {
	use   func(ctx context.Context, tx domain.Changer, w *world) error
	named bool
}{
	"EditTenant": {use: func(ctx context.Context, tx domain.Changer, _ *world) error {
		rows, err := tx.Load(ctx)
		rows.Tenant.Name, rows.Tenant.Status = "Renamed", domain.Suspended
		if err != nil {
			return err
		}
		return tx.EditTenant(ctx, rows.Tenant)
	}},
	"DeleteTenant":     {use: func(ctx context.Context, tx domain.Changer, _ *world) error { return tx.DeleteTenant(ctx) }},
	"RaiseTenantEpoch": {use: func(ctx context.Context, tx domain.Changer, _ *world) error { return tx.RaiseTenantEpoch(ctx) }},
	"PassRevision":     {use: func(ctx context.Context, tx domain.Changer, _ *world) error { return tx.PassRevision(ctx, 1) }},
	"OfferSetupLink": {use: func(ctx context.Context, tx domain.Changer, _ *world) error {
		return tx.OfferSetupLink(ctx, domain.SetupLink{Hash: domain.SecretHash{1}, Created: start, Expires: start.Add(time.Hour)})
	}},
	"TakeSetupLink": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		return tx.TakeSetupLink(ctx, w.setup.Hash)
	}},

	"AddResourceServer": {use: func(ctx context.Context, tx domain.Changer, w *world) error {
		rs := w.server
		rs.ID, rs.Identifiers, rs.Credentials = rs.ID+"-2", []string{"https://new.example"}, nil
		return tx.AddResourceServer(ctx, rs)
	}},
	"EditResourceServer": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		rs := w.server
		rs.Name, rs.Identifiers = "Renamed", []string{"https://moved.example"}
		return tx.EditResourceServer(ctx, rs)
	}},
	"RemoveResourceServer": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		return tx.RemoveResourceServer(ctx, w.server.ID)
	}},
	"AddCredential": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		return tx.AddCredential(ctx, w.server.ID, domain.MachineSecret{ID: w.prefix + "-credential-2", Created: start})
	}},
	"ExpireCredential": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		return tx.ExpireCredential(ctx, w.server.ID, domain.MachineSecret{ID: w.server.Credentials[0].ID, Expires: start.Add(time.Minute)})
	}},
	"RemoveCredential": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		return tx.RemoveCredential(ctx, w.server.ID, w.server.Credentials[0].ID)
	}},

	"EditClient": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		client := w.client
		client.Name, client.Allowed = "Renamed", client.Allowed[:1]
		return tx.EditClient(ctx, client)
	}},
	"RemoveClient": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		return tx.RemoveClient(ctx, w.client.ID)
	}},
	"RaiseClientEpoch": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		return tx.RaiseClientEpoch(ctx, w.client.ID)
	}},
	"AddClientSecret": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		return tx.AddClientSecret(ctx, w.client.ID, domain.MachineSecret{ID: w.prefix + "-secret-2", Created: start})
	}},
	"ExpireClientSecret": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		return tx.ExpireClientSecret(ctx, w.client.ID, domain.MachineSecret{ID: w.client.Secrets[0].ID, Expires: start.Add(time.Minute)})
	}},
	"RemoveClientSecret": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		return tx.RemoveClientSecret(ctx, w.client.ID, w.client.Secrets[0].ID)
	}},
	"SetMember": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		return tx.SetMember(ctx, domain.Member{Client: w.client.ID, Roles: []domain.Role{domain.Owner}, Version: 1})
	}},

	"EditUser": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		user := w.user
		user.Username, user.Roles, user.Status = "renamed", nil, domain.Disabled
		return tx.EditUser(ctx, user)
	}},
	"RemoveUser": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		return tx.RemoveUser(ctx, w.user.ID)
	}},
	"SetPassword": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		return tx.SetPassword(ctx, w.user.ID, domain.NewPasswordHash("$another"))
	}},
	"OfferPasswordLink": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		return tx.OfferPasswordLink(ctx, domain.PasswordLink{User: w.user.ID, Purpose: domain.Invite, Hash: domain.SecretHash{1}, Created: start, Expires: start.Add(time.Hour)})
	}},
	"TakePasswordLink": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		_, err := tx.TakePasswordLink(ctx, w.link.Hash)
		return err
	}},
	"RaiseUserEpoch": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		return tx.RaiseUserEpoch(ctx, w.user.ID)
	}},
	"EndSession": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		return tx.EndSession(ctx, w.session.ID, domain.Revocation{At: start, By: "user:1", Reason: "signed out"})
	}},
	"RemoveInitialToken": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		return tx.RemoveInitialToken(ctx, w.initial.ID)
	}},
	"Disconnect": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		return tx.Disconnect(ctx, w.user.ID, w.client.ID, domain.Revocation{At: start, By: "user:1", Reason: "disconnected"})
	}},
	"RevokeToken": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		_, err := tx.RevokeToken(ctx, w.access.Key, domain.Revocation{At: start, By: "user:1", Reason: "lost"})
		return err
	}},
	"RevokeGrant": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		_, err := tx.RevokeGrant(ctx, w.personal.ID, domain.Revocation{At: start, By: "user:1", Reason: "lost"})
		return err
	}},

	"AddSigningKey": {use: func(ctx context.Context, tx domain.Changer, w *world) error {
		key := w.signer
		key.ID += "-2"
		return tx.AddSigningKey(ctx, key)
	}},
	"EditSigningKey": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		key := w.signer
		key.VerifiesUntil = start.Add(time.Hour)
		return tx.EditSigningKey(ctx, key)
	}},
	"RemoveSigningKey": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		return tx.RemoveSigningKey(ctx, w.signer.ID)
	}},
	"RewrapKeys": {named: true, use: func(ctx context.Context, tx domain.Changer, w *world) error {
		key := w.signer
		key.Private = domain.Wrapped{4, 5, 6}
		return tx.RewrapKeys(ctx, domain.TenantRows{HashKey: domain.Wrapped{7, 8, 9}, SigningKeys: []domain.SigningKey{key}})
	}},
}

var (
	readerType  = reflect.TypeFor[domain.Reader]()
	issuingType = reflect.TypeFor[domain.Issuing]()
	adderType   = reflect.TypeFor[domain.Adder]()
	changerType = reflect.TypeFor[domain.Changer]()
)

// writer is one method of a transaction that writes.
type writer struct {
	name string
	use  func(ctx context.Context, tx domain.Changer, w *world) error
	// add is use for a method that domain.Adder has, nil for others.
	add func(ctx context.Context, tx domain.Adder, w *world) error
	// named is set if the method names something; issuing if it need not be
	// audited.
	named, issuing bool
}

// writers lists every method that writes, and fails for each without a case.
func (s *suite) writers() []writer {
	s.Helper()
	var all []writer
	for _, name := range methods(adderType, readerType) {
		c, ok := adders[name]
		if !ok {
			s.Errorf("domain.Adder has a method %s without a case in storetest: add one to adders", name)
			continue
		}
		_, issuing := issuingType.MethodByName(name)
		all = append(all, writer{
			name: name, named: c.named, issuing: issuing, add: c.use,
			use: func(ctx context.Context, tx domain.Changer, w *world) error { return c.use(ctx, tx, w) },
		})
	}
	for _, name := range methods(changerType, adderType) {
		c, ok := changers[name]
		if !ok {
			s.Errorf("domain.Changer has a method %s without a case in storetest: add one to changers", name)
			continue
		}
		all = append(all, writer{name: name, named: c.named, use: c.use})
	}
	return all
}
