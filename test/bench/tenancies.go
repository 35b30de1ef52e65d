package main

import (
	"context"
	"crypto"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/apply"
	"github.com/jeton-id/jeton/domain/keys"
	"github.com/jeton-id/jeton/persistence"
)

// declareAll does what jeton apply does, with the same code, but in parallel, and
// with signing keys that are drawn once for all tenants: ten thousand RSA keys
// take half an hour to draw. No token of the benchmark is signed.
func (b *bench) declareAll(ctx context.Context, in installation, tenants []tenant) error {
	wrapper, err := keys.NewWrapper(domain.NewSecret(in.secretKey), rand.Reader)
	if err != nil {
		return err
	}
	signers := map[string]crypto.Signer{}
	for _, alg := range domain.SigningAlgs() {
		if signers[alg], err = keys.GenerateKey(rand.Reader, alg); err != nil {
			return err
		}
	}
	store, err := persistence.Open(ctx, persistence.Config{URL: in.databaseURL, Conns: 16})
	if err != nil {
		return err
	}
	applier := apply.Applier{
		Store: store, PublicURL: publicURL, NewID: func() string { return uuid.Must(uuid.NewV7()).String() },
		Keys: keys.Maker{
			Wrapper: wrapper, Random: rand.Reader,
			Generate: func(_ io.Reader, alg string) (crypto.Signer, error) { return signers[alg], nil },
		},
	}
	var declared atomic.Int64
	defer b.progress(ctx, "tenants declared", len(tenants), &declared)()
	err = inParallel(ctx, len(tenants), func(ctx context.Context, i int) error {
		defer declared.Add(1)
		_, err := applier.Apply(ctx, apply.Declaration{Tenants: []apply.Tenant{tenants[i].declared()}}, time.Now())
		return err
	})
	if err = errors.Join(err, store.Close()); err != nil {
		return fmt.Errorf("declare tenants: %w", err)
	}
	return nil
}

// declared is what declaration says of the tenant.
func (t tenant) declared() apply.Tenant {
	api := apply.NewResourceServer([]string{apiIdentifier})
	api.Want.AccessTokenSeconds = tokenSeconds
	for _, scope := range scopes() {
		api.Want.Scopes = append(api.Want.Scopes, domain.ResourceScope{Name: scope})
	}
	api.Credentials = []apply.Credential{{ID: t.api.ID, Secret: domain.NewSecret(t.api.Secret)}}
	shop := apply.NewClient(t.shop.ID)
	shop.Allowed = []apply.Allowance{{ResourceServer: apiIdentifier, Scope: scopes()}}
	shop.Secrets = []apply.Secret{{Text: domain.NewSecret(t.shop.Secret)}}
	declared := apply.NewTenant(domain.Slug(t.slug))
	declared.ResourceServers, declared.Clients = []apply.ResourceServer{api}, []apply.Client{shop}
	return declared
}
