package signin

import (
	"context"
	"slices"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// DeviceAuthorization is what a device is told (RFC 8628 section 3.2).
type DeviceAuthorization struct {
	Client               string
	DeviceCode, UserCode domain.Secret
	// Page is where the person types the user code.
	Page                string
	ExpiresIn, Interval time.Duration
}

// DeviceParameters are those of a device authorization request (RFC 8628 section
// 3.1, RFC 8707), as they came.
type DeviceParameters struct {
	Scope     string
	Resources []string
}

// maxDraws bounds how often another user code is drawn because somebody has it.
const maxDraws = 4

// BeginDevice serves a device authorization request.
func (f Flow) BeginDevice(ctx context.Context, slug domain.Slug, credentials domain.Credentials, p DeviceParameters, address string) (DeviceAuthorization, error) {
	snap, client, now, err := f.authenticate(ctx, slug, credentials, address)
	if err != nil {
		return DeviceAuthorization{}, err
	}
	found := client.Client()
	if !slices.Contains(found.GrantTypes, domain.DeviceCode) {
		return DeviceAuthorization{}, domain.Invalid("unauthorized_client", "the client is not registered for this grant type")
	}
	scope, err := domain.ParseScope(p.Scope)
	if err != nil {
		return DeviceAuthorization{}, err
	}
	worth, _, err := snap.WorthForPerson(found, scope, p.Resources)
	if err != nil {
		return DeviceAuthorization{}, err
	}
	told := DeviceAuthorization{Client: found.ID, Page: snap.Issuer + "/device", ExpiresIn: deviceLifetime, Interval: pollInterval}
	for range maxDraws {
		told.DeviceCode, err = domain.MintDeviceCode(f.Random)
		if err == nil {
			told.UserCode, err = domain.DrawUserCode(f.Random)
		}
		if err != nil {
			return DeviceAuthorization{}, err
		}
		request := domain.DeviceRequest{
			Hash: snap.HashKey.HashSecret(told.DeviceCode), UserCode: snap.HashKey.HashSecret(told.UserCode), Client: found.ID, Worth: worth,
			Created: now, Expires: now.Add(deviceLifetime), Interval: pollInterval,
		}
		err = f.Store.In(snap.Tenant.ID).Add(ctx, domain.Act{By: client.Actor(), At: now}, func(tx domain.Adder) error {
			return tx.AddDeviceRequest(ctx, request)
		})
		if !domain.KindConflict.Is(err) {
			break
		}
	}
	if domain.KindConflict.Is(err) {
		err = domain.Unavailable(err)
	}
	return told, err
}

// EnterCode takes the user code that a person typed, and begins a sign-in that
// decides about the device. It is KindInvalid, with a Field, for a code that is
// wrong, expired or decided, which are told alike.
func (f Flow) EnterCode(ctx context.Context, slug domain.Slug, typed string, b Browser) (Step, error) {
	snap, err := f.Directory.Current(ctx, slug)
	if err != nil {
		return Step{}, err
	}
	now := f.Now()
	code, ok := domain.ParseUserCode(typed)
	if !ok {
		return Step{}, noSuchCode()
	}
	if err := f.Attempts.Guess(snap.Tenant.ID, b.Address, now); err != nil {
		return Step{}, err
	}
	request, err := f.Store.In(snap.Tenant.ID).FindDeviceRequestByUserCode(ctx, snap.HashKey.HashSecret(code))
	if domain.KindNotFound.Is(err) || err == nil && !request.Open(now) {
		return Step{}, noSuchCode()
	}
	if err != nil {
		return Step{}, err
	}
	snap, client, err := f.Directory.CurrentClient(ctx, slug, request.Client)
	if err != nil {
		return Step{}, err
	}
	asked := domain.Asked{Client: request.Client, Worth: request.Worth, MaxAge: -1, Device: &domain.AskedByDevice{Request: request.Hash[:]}}
	if !mayStill(client, asked) {
		return Step{}, noSuchCode()
	}
	return f.keep(ctx, visit{snap: snap, client: *client, asked: asked, began: now, now: now, ends: request.Expires, userCode: code}, b)
}

func noSuchCode() error {
	return domain.InvalidField("user_code", "that is not the code of a device that waits: it may have expired. Look at the device again")
}

// decide tells the device what the person decided, if nobody did before.
func (v visit) decide(ctx context.Context, tx domain.Adder, decision domain.DeviceDecision) error {
	first, err := tx.DecideDeviceRequest(ctx, domain.SecretHash(v.asked.Device.Request), decision, v.now)
	if err == nil && !first {
		err = gone()
	}
	return err
}

// decided is the end of a sign-in that a device asked for.
func (v visit) decided(allowed bool) Step {
	return Step{Decided: &Decided{Tenant: v.snap.Tenant, Client: v.client, Allowed: allowed}}
}

// grantType is the one by which the client redeems what the person gives.
func (v visit) grantType() string {
	if v.asked.Device != nil {
		return domain.DeviceCode
	}
	return domain.AuthorizationCode
}
