package domain

import (
	"context"
	"errors"
	"time"
)

// ErrUnchanged ends a transaction that has nothing left to do, because somebody
// else has done it. Committed, it would raise the revision for nothing, and with
// that make everybody read again what they remember.
var ErrUnchanged = errors.New("nothing left to do")

// Store is where everything is kept. Its contract is tested by one suite,
// persistence/storetest, on every engine; each sentence here has a test there.
//
// Every method returns an *Error or nil. A failure of the engine, a lost
// connection or an ended context is KindUnavailable: it means that nothing is
// known, and for a transaction that nothing was written, unless the failure
// came while committing.
//
// Times are kept in UTC with millisecond precision.
type Store interface {
	// In gives the tenant's own part of the store. No method of it finds,
	// changes or counts a row of another tenant.
	In(tenant TenantID) Tenancy

	// FindTenant finds a tenant by slug, whatever its status but Deleted.
	FindTenant(ctx context.Context, slug Slug) (Tenant, error)
	// Tenants lists the tenants that are not deleted and whose slug begins with the
	// prefix, by slug.
	Tenants(ctx context.Context, prefix string, page Page) (List[Tenant], error)
	// Revisions gives the revisions of tenants as of one moment, in one round trip.
	// Those that do not exist or are deleted are left out.
	Revisions(ctx context.Context, tenants []TenantID) (map[TenantID]int64, error)
	// CreateTenant creates a tenant with its keys and its audit event. A slug
	// that is taken, or still held by a deleted tenant, is KindConflict.
	CreateTenant(ctx context.Context, act Act, rows TenantRows, created Event) error

	// NoticesDue gives the slugs of active tenants that have logout notices due at
	// now, up to limit, first those that have waited longest. It costs one round
	// trip.
	NoticesDue(ctx context.Context, now time.Time, limit int) ([]Slug, error)

	// Record writes figures of any number of tenants, all or none: it adds counts
	// to those of the minute and of the hour that each is in, and of what is noted
	// about a token and a resource server it keeps the earliest First, the latest
	// Last and the sum of Times. What is of a tenant that does not exist or is
	// deleted is left out, and so are sightings of a token whose drawer is not open.
	// It raises no revision.
	Record(ctx context.Context, counts []TenantCount, sightings []TenantSighting) error

	// OpenDrawers makes the drawers ready to take tokens; one that is open
	// already is left as it is.
	OpenDrawers(ctx context.Context, drawers []Drawer) error
	// Drawers lists the open drawers in ascending order, with those whose
	// removal was begun and not finished.
	Drawers(ctx context.Context) ([]Drawer, error)
	// DropDrawer removes a drawer and every token in it, without holding up
	// readers of other drawers. One that is gone already is no error.
	DropDrawer(ctx context.Context, drawer Drawer) error
	// PurgeDeleted removes up to limit rows left behind by deleted tenants and
	// reports how many; at zero nothing is left, and a deleted tenant's slug is
	// free once no drawer that could hold its tokens is open.
	PurgeDeleted(ctx context.Context, limit int) (int, error)
	// Lead runs work if no other process of the installation is at it, and
	// reports whether it ran.
	Lead(ctx context.Context, work func(context.Context) error) (bool, error)

	// Ping reports whether the store can be reached.
	Ping(ctx context.Context) error
}

// Tenancy is the part of the store that belongs to one tenant.
type Tenancy interface {
	Reader
	// FileToken files a token if the tenant's revision is still the given one,
	// and gives the revision it found: at any other it files nothing. So what
	// was remembered from that revision was true when the token was filed. It
	// costs one round trip, begun after the call, and raises no revision. A
	// drawer that is not open is an error; a tenant that does not exist or is
	// deleted is KindNotFound.
	FileToken(ctx context.Context, token Token, revision int64) (int64, error)

	// Add runs a transaction that only adds. It leaves the revision alone:
	// nothing that was remembered becomes untrue by it.
	Add(ctx context.Context, act Act, work func(Adder) error) error
	// Change runs a transaction that may change or remove, and raises the
	// tenant's revision as its last statement. With it goes what it changed, if
	// that is parts alone; see Changes.
	//
	// Work that returns an error leaves nothing behind, in Add as in Change.
	// So does work that calls anything but the methods of Issuing and has
	// recorded no event (a change that is not audited is not committed), and
	// work that goes on after a method that writes has failed.
	// Work that finds nothing left to do returns ErrUnchanged, which leaves
	// nothing behind either and is no error: neither gives it.
	//
	// Work may run more than once: a transaction that lost a race to another is
	// begun again. Both are KindNotFound if the tenant does not exist or is
	// deleted.
	Change(ctx context.Context, act Act, work func(Changer) error) error
}
