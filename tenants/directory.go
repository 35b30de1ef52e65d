package tenants

import (
	"bytes"
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
)

// Bounds of what is remembered: ten thousand known tenants must not mean ten
// thousand loaded.
const (
	maxSnapshots = 1_000
	maxClients   = 20_000
)

// loadTimeout bounds one load of a snapshot. It is not the caller's context:
// others may wait for the same load.
const loadTimeout = 5 * time.Second

// maxMoves bounds how often a request starts over because the tenant changed
// under it.
const maxMoves = 8

// Directory finds tenants by slug and remembers them.
type Directory struct {
	store     domain.Store
	wrapper   keys.Wrapper
	publicURL string
	limits    *Limits
	// Published fetches what clients publish; without it nothing is fetched, and
	// clients that publish their keys cannot prove themselves.
	Published *Published

	loads     singleflight.Group
	snapshots *otter.Cache[domain.Slug, loaded]
	clients   *otter.Cache[clientKey, foundClient]

	tenantRecalls, clientRecalls recalls
}

// loaded is a snapshot with the rows it was made from.
type loaded struct {
	snap *domain.Snapshot
	rows domain.TenantRows
}

type clientKey struct {
	tenant domain.TenantID
	id     string
}

// foundClient is a client with the revision it was read under.
type foundClient struct {
	*domain.Client
	revision int64
}

// NewDirectory makes a directory. The public URL has no trailing slash; issuers
// are made from it and from nothing else.
func NewDirectory(store domain.Store, wrapper keys.Wrapper, publicURL string, limits *Limits) *Directory {
	return &Directory{
		store: store, wrapper: wrapper, publicURL: publicURL, limits: limits,
		snapshots: otter.Must(&otter.Options[domain.Slug, loaded]{MaximumSize: maxSnapshots}),
		clients:   otter.Must(&otter.Options[clientKey, foundClient]{MaximumSize: maxClients}),
	}
}

// Recalls tells how often tenants and clients were looked for in memory. A tenant that
// was found counts as a hit, and as stale too each time it turns out that it has
// changed since: that shows only at the read.
func (d *Directory) Recalls() (tenants, clients domain.Recalls) {
	return d.tenantRecalls.told(), d.clientRecalls.told()
}

// Refused tells how many requests were refused by the limits, of one caller and of a
// whole tenant.
func (d *Directory) Refused() (caller, tenant int64) {
	return d.limits.caller.refused.Load(), d.limits.tenant.refused.Load()
}

// Issuer gives the issuer of the tenant with the slug.
func (d *Directory) Issuer(slug domain.Slug) string { return d.publicURL + "/t/" + string(slug) }

// At calls work with a snapshot of the tenant that may be old, and again with
// newer ones until its outcome stands: the revision that work found is the
// snapshot's own, or what changed up to it is nothing that the outcome rests on.
// Only then do its results and its error count, for everything it took from the
// snapshot was true at the moment of its read. An error without a revision counts
// at once; KindNotFound from work means that the tenant was deleted.
//
// Unknown, suspended and deleted tenants are alike KindNotFound.
func (d *Directory) At(ctx context.Context, slug domain.Slug, work func(*domain.Snapshot) (domain.Basis, error)) error {
	snap, err := d.remembered(ctx, slug)
	for range maxMoves {
		if err != nil {
			return err
		}
		basis, failed := work(snap)
		switch {
		case domain.KindNotFound.Is(failed):
			// The slug may have a new owner.
			d.snapshots.Invalidate(slug)
			basis = domain.Basis{}
		case failed != nil && basis.Revision == 0:
			return failed
		case basis.Revision == snap.Tenant.Revision:
			return failed
		}
		older := snap
		if snap, err = d.newer(ctx, slug, basis.Revision); err == nil && snap.Bears(older, basis) {
			return failed
		}
	}
	if err != nil {
		return err
	}
	return moved()
}

// remembered gives a snapshot that may be old.
func (d *Directory) remembered(ctx context.Context, slug domain.Slug) (*domain.Snapshot, error) {
	if last, ok := d.snapshots.GetIfPresent(slug); ok {
		d.tenantRecalls.hits.Add(1)
		return last.snap, nil
	}
	d.tenantRecalls.misses.Add(1)
	return d.load(ctx, slug, 0)
}

// newer gives a snapshot of at least the revision, which the caller has seen to
// be another than that of the one remembered.
func (d *Directory) newer(ctx context.Context, slug domain.Slug, revision int64) (*domain.Snapshot, error) {
	d.tenantRecalls.stale.Add(1)
	if last, ok := d.snapshots.GetIfPresent(slug); ok && last.snap.Tenant.Revision == revision {
		return last.snap, nil
	}
	return d.load(ctx, slug, revision)
}

// Current gives a snapshot as of a read that began after the call.
func (d *Directory) Current(ctx context.Context, slug domain.Slug) (current *domain.Snapshot, err error) {
	err = d.At(ctx, slug, func(snap *domain.Snapshot) (domain.Basis, error) {
		current = snap
		revision, err := d.store.In(snap.Tenant.ID).Revision(ctx)
		return domain.Basis{Revision: revision, Apart: true}, err
	})
	return current, err
}

// CurrentClient gives a snapshot and one of its clients, both as of one read
// that began after the call. The client is nil if there is none.
func (d *Directory) CurrentClient(ctx context.Context, slug domain.Slug, id string) (current *domain.Snapshot, client *domain.Client, err error) {
	err = d.At(ctx, slug, func(snap *domain.Snapshot) (basis domain.Basis, err error) {
		current = snap
		if client, basis.Revision, err = d.Client(ctx, snap, id); err != nil || basis.Revision != snap.Tenant.Revision {
			return basis, err
		}
		basis.Revision, err = d.store.In(snap.Tenant.ID).Revision(ctx)
		basis.Apart, basis.Client = client != nil, client
		return basis, err
	})
	return current, client, err
}

// Client finds a client as of the snapshot, nil if there is none, with the
// revision it was read under. Another revision than the snapshot's means that
// the snapshot is old. Remembered are only clients that a mere addition cannot
// change: not those that do not exist, nor those whose standing grant comes with
// their first token.
func (d *Directory) Client(ctx context.Context, snap *domain.Snapshot, id string) (*domain.Client, int64, error) {
	key := clientKey{snap.Tenant.ID, id}
	found, ok := d.clients.GetIfPresent(key)
	switch {
	case !ok:
		d.clientRecalls.misses.Add(1)
	case !snap.HoldsClient(found.revision, found.Client):
		d.clientRecalls.stale.Add(1)
	default:
		d.clientRecalls.hits.Add(1)
		return found.Client, snap.Tenant.Revision, nil
	}
	client, revision, err := d.store.In(snap.Tenant.ID).FindClient(ctx, id)
	switch {
	case domain.KindNotFound.Is(err) && revision != 0:
		return nil, revision, nil
	case err != nil:
		return nil, 0, err
	}
	if client.StandingGrant != "" || !slices.Contains(client.GrantTypes, domain.ClientCredentials) {
		d.clients.Set(key, foundClient{&client, revision})
	}
	return &client, revision, nil
}

// moved reports a tenant that changed faster than it could be read.
func moved() error {
	return &domain.Error{Kind: domain.KindUnavailable, Code: "temporarily_unavailable", Message: "the tenant is being changed, try again"}
}

// load reads a snapshot of at least the revision. Callers that come together
// share a load; one that joined a load begun too early loads again, and so does
// one that was told there is no such tenant: it may have been created since.
func (d *Directory) load(ctx context.Context, slug domain.Slug, revision int64) (*domain.Snapshot, error) {
	for joined := range maxMoves {
		began := d.loads.DoChan(string(slug), func() (any, error) {
			// A caller that gives up must not fail those who wait with it.
			shared, cancel := context.WithTimeout(context.WithoutCancel(ctx), loadTimeout)
			defer cancel()
			return d.read(shared, slug)
		})
		select {
		case <-ctx.Done():
			return nil, domain.Unavailable(ctx.Err())
		case result := <-began:
			if domain.KindNotFound.Is(result.Err) && result.Shared && joined == 0 {
				continue
			}
			if result.Err != nil {
				return nil, result.Err
			}
			if snap := result.Val.(*domain.Snapshot); snap.Tenant.Revision >= revision {
				return snap, nil
			}
		}
	}
	return nil, moved()
}

// read gives a newer snapshot of a tenant that can be served, and remembers it.
// Most changes are of a token or another part that no snapshot has in it; then
// what they changed is all there is to read.
func (d *Directory) read(ctx context.Context, slug domain.Slug) (*domain.Snapshot, error) {
	last, _ := d.snapshots.GetIfPresent(slug)
	if last.snap != nil {
		changes, err := d.store.In(last.snap.Tenant.ID).Changes(ctx, last.snap.Tenant.Revision)
		if err == nil && !changes.Whole {
			last.snap = last.snap.After(changes)
			d.snapshots.Set(slug, last)
			return last.snap, nil
		}
		if err != nil && !domain.KindNotFound.Is(err) {
			return nil, err
		}
	}
	rows, err := d.rows(ctx, slug, last)
	if err != nil {
		return nil, err
	}
	if rows.Tenant.Status != domain.Active {
		d.snapshots.Invalidate(slug)
		return nil, domain.NotFound("tenant")
	}
	snap, err := d.build(rows, last)
	if err != nil {
		return nil, domain.Unavailable(err)
	}
	d.snapshots.Set(slug, loaded{snap, rows})
	return snap, nil
}

// rows reads what a snapshot is made of: of the tenant that had the slug last,
// or if that is gone of the one that has it now.
func (d *Directory) rows(ctx context.Context, slug domain.Slug, last loaded) (domain.TenantRows, error) {
	if last.snap != nil {
		rows, err := d.store.In(last.snap.Tenant.ID).Load(ctx)
		if !domain.KindNotFound.Is(err) {
			return rows, err
		}
	}
	tenant, err := d.store.FindTenant(ctx, slug)
	if err != nil {
		return domain.TenantRows{}, err
	}
	return d.store.In(tenant.ID).Load(ctx)
}

// build makes a snapshot. What was made from rows that are still the same is
// taken over from the last one, since keys take longer to open than all the
// rest.
func (d *Directory) build(rows domain.TenantRows, last loaded) (*domain.Snapshot, error) {
	issuer := d.Issuer(rows.Tenant.Slug)
	snap := domain.Snapshot{
		Tenant:        rows.Tenant,
		Issuer:        issuer,
		Management:    domain.NewManagement(issuer),
		Identity:      domain.NewIdentity(issuer),
		Introspection: domain.NewIntrospection(issuer),
		Charge:        d.limits.of(rows.Tenant),
		UseUp: func(ctx context.Context, act domain.Act, used domain.UsedAssertion) error {
			return d.store.In(rows.Tenant.ID).Add(ctx, act, func(tx domain.Adder) error { return tx.UseAssertion(ctx, used) })
		},
	}
	snap.PublishedKeys = func(ctx context.Context, uri string, newly bool, now time.Time) (domain.KeySet, error) {
		return d.Published.keys(ctx, rows.Tenant.ID, uri, newly, now)
	}
	same := last.snap != nil && last.snap.Tenant.ID == rows.Tenant.ID
	var err error
	if same && bytes.Equal(last.rows.HashKey, rows.HashKey) {
		snap.HashKey = last.snap.HashKey
	} else if snap.HashKey, err = d.wrapper.HashKey(rows); err != nil {
		return nil, err
	}
	if same && reflect.DeepEqual(last.rows.SigningKeys, rows.SigningKeys) {
		snap.Keyring = last.snap.Keyring
	} else {
		snap.Keyring = newKeyring(d.wrapper, rows.Tenant.ID, rows.SigningKeys)
	}
	if same && reflect.DeepEqual(last.rows.ResourceServers, rows.ResourceServers) {
		snap.Sight = last.snap.Sight
	} else if snap.Sight, err = sights(rows.ResourceServers); err != nil {
		return nil, err
	}
	return domain.NewSnapshot(snap, rows.ResourceServers), nil
}
