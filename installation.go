package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/google/uuid"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/apply"
	"github.com/jeton-id/jeton/domain/keys"
	"github.com/jeton-id/jeton/domain/password"
	"github.com/jeton-id/jeton/migrations"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/tenants"
	"github.com/jeton-id/jeton/tenants/outbound"
)

// installation is the store with the keys that open what is in it: what every
// command but migrate works on.
type installation struct {
	config  Config
	store   *persistence.Store
	wrapper keys.Wrapper
	// passwords are hashed and checked by this one alone, so that its bound holds.
	passwords *password.Hasher
	// outbound is how anything leaves.
	outbound *outbound.Client
}

// openInstallation opens the installation to work on it. It brings the schema up
// to date, makes the secret key of a new SQLite installation and creates tenant
// system; any number of processes may do so at once.
func openInstallation(ctx context.Context, config Config) (*installation, error) {
	secret, err := config.prepare()
	if err != nil {
		return nil, err
	}
	if err := migrations.Up(ctx, config.DatabaseURL.Reveal()); err != nil {
		return nil, err
	}
	in, err := open(ctx, config, secret)
	if err != nil {
		return nil, err
	}
	if err := in.ensureSystem(ctx); err != nil {
		return nil, errors.Join(err, in.Close())
	}
	return in, nil
}

// viewInstallation opens the installation to look at it, and changes nothing: an
// installation that is not there yet, or not up to date, is an error.
func viewInstallation(ctx context.Context, config Config) (*installation, error) {
	state, err := migrations.Status(ctx, config.DatabaseURL.Reveal())
	if err != nil {
		return nil, err
	}
	if err := state.Check(); err != nil {
		return nil, err
	}
	secret, err := config.presentSecretKey()
	if errors.Is(err, os.ErrNotExist) {
		err = errLostKey(config)
	}
	if err != nil {
		return nil, err
	}
	return open(ctx, config, secret)
}

func open(ctx context.Context, config Config, secret domain.Secret) (*installation, error) {
	wrapper, err := config.wrapper(secret)
	if err != nil {
		return nil, err
	}
	store, err := persistence.Open(ctx, persistence.Config{URL: config.DatabaseURL.Reveal(), Pooler: config.PoolerURL.Reveal()})
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	// One for each processor: more at once would take more memory and no less time.
	passwords := password.NewHasher(rand.Reader, password.Recommended, runtime.GOMAXPROCS(0))
	return &installation{config, store, wrapper, passwords, outbound.New(config.OutboundAllow)}, nil
}

// Close lets go of the database.
func (in *installation) Close() error { return in.store.Close() }

// maker makes the keys of tenants.
func (in *installation) maker() keys.Maker {
	return keys.Maker{Wrapper: in.wrapper, Random: rand.Reader}
}

// applier brings the installation to declared states.
func (in *installation) applier() apply.Applier {
	return apply.Applier{
		Store: in.store, Keys: in.maker(), PublicURL: in.config.PublicURL,
		Passwords: in.passwords, Rules: passwordRules, NewID: newID,
	}
}

// passwordRules say which passwords are strong enough.
var passwordRules = password.Rules{Weakness: tenants.Weakness}

// ensureSystem creates the operators' tenant if it is absent, and finds out at
// once if the secret key is not the one the installation was made with.
func (in *installation) ensureSystem(ctx context.Context) error {
	tenant, err := in.store.FindTenant(ctx, domain.SystemSlug)
	if domain.KindNotFound.Is(err) {
		err = in.createSystem(ctx)
		// Another process that starts at the same time may be first.
		if err == nil || domain.KindConflict.Is(err) {
			tenant, err = in.store.FindTenant(ctx, domain.SystemSlug)
		}
	}
	if err != nil {
		return fmt.Errorf("create tenant system: %w", err)
	}
	rows, err := in.store.In(tenant.ID).Load(ctx)
	if err != nil {
		return fmt.Errorf("load tenant system: %w", err)
	}
	_, err = in.wrapper.HashKey(rows)
	return err
}

func (in *installation) createSystem(ctx context.Context) error {
	now := time.Now().UTC().Truncate(time.Millisecond)
	rows, err := in.maker().Tenant(domain.Tenant{
		ID: domain.TenantID(newID()), Slug: domain.SystemSlug, Name: string(domain.SystemSlug), Status: domain.Active,
		Settings: domain.DefaultSettings(), Revision: 1, Version: 1, Created: now, Updated: now,
	}, now)
	if err != nil {
		return err
	}
	act := domain.Act{By: domain.SystemActor("first start"), At: now}
	return in.store.CreateTenant(ctx, act, rows, domain.Event{
		ID: newID(), At: now, Actor: act.By.String(), Action: "tenant.created", Object: "tenant:" + string(domain.SystemSlug),
	})
}

// newID draws a UUID of version 7, which sorts by time of drawing.
func newID() string { return uuid.Must(uuid.NewV7()).String() }
