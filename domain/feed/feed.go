// Package feed tells resource servers what was taken back, so that they may remember
// what introspection answered and still honour no token that was revoked.
//
// There is no bus. The database says what changed: every change raises the tenant's
// revision and files which parts it was about, and one read for all tenants that
// somebody listens to finds out ten times a second which of them have moved. So
// replicas learn of each other's revocations as they do of their own.
//
// An event tells more than revocations: whatever may have changed an answer. It
// names what changed by what introspection tells of it, in the form in which this
// resource server is told, and only if the resource server may see a token of it.
// Where that cannot be done, because a member is withheld or because there is too
// much to name, the event says that all may have changed, which gives nothing away:
// the resource server asks again about everything, and that is always right.
//
// Every event says what span of revisions it is about, so that whoever follows
// notices if one is missing, and when the read began that found it, so that whoever
// follows knows how old its knowledge is. An event that names nothing is as good as
// any other: it says that up to then nothing was taken back.
package feed

import (
	"context"
	"sync"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Event is what one resource server is told: all that may have been taken back by the
// revisions after After up to Revision.
type Event struct {
	After, Revision int64
	// Read is when the read began that found it.
	Read time.Time
	// All is everything there is; nothing else is named then.
	All bool
	// Tokens are named by jti.
	Tokens []string
	// Clients and Subjects are named as introspection names them to this resource
	// server, and so are Grants, by whom they are between.
	Clients, Subjects []string
	Grants            []Grant
}

// Grant names a grant by its client and its subject. Others between the two are named
// by it, too.
type Grant struct{ Client, Subject string }

// Feed tells resource servers what was taken back. Run has to run for those who
// listen.
type Feed struct {
	// Directory finds tenants.
	Directory Directory
	Store     domain.Store
	Now       func() time.Time

	mu        sync.Mutex
	listeners map[domain.TenantID]map[*Listener]struct{}
	figures   Figures
}

// Figures are what the feed has done since the process started.
type Figures struct {
	// Listening is how many listen at the moment.
	Listening int
	// Fresh is how many began to listen, Resumed how many went on from a revision that
	// they knew.
	Fresh, Resumed int64
	// Revoked is how many events named something, Heartbeats how many did not.
	Revoked, Heartbeats int64
}

// count counts an event that a listener is told. The lock is held.
func (f *Figures) count(e Event) {
	if e.All || len(e.Tokens)+len(e.Clients)+len(e.Subjects)+len(e.Grants) > 0 {
		f.Revoked++
		return
	}
	f.Heartbeats++
}

// Directory is what the feed needs to know of tenants.
type Directory interface {
	// At calls work with a snapshot that may be old, and again with newer ones
	// until what work found stands.
	At(ctx context.Context, slug domain.Slug, work func(*domain.Snapshot) (domain.Basis, error)) error
	// Current gives a snapshot as of a read that began after the call.
	Current(ctx context.Context, slug domain.Slug) (*domain.Snapshot, error)
}

// Since gives what was taken back after a revision, to a resource server that proves
// itself; zero stands for the revision there is. It is KindNotFound for an unknown or
// suspended tenant, KindUnauthenticated for a caller that did not prove itself, and
// KindUnavailable if it could not be found out.
func (f *Feed) Since(ctx context.Context, slug domain.Slug, c domain.Credentials, after int64) (Event, error) {
	opened, err := f.open(ctx, slug, c, after)
	return opened.event, err
}

// opened is a caller that proved itself, with the first that it is told.
type opened struct {
	snap   *domain.Snapshot
	proven domain.AuthenticatedServer
	event  Event
}

// open authenticates the caller and reads what changed, all of one revision.
func (f *Feed) open(ctx context.Context, slug domain.Slug, c domain.Credentials, after int64) (opened, error) {
	var o opened
	var changes domain.Changes
	read := f.Now()
	err := f.Directory.At(ctx, slug, func(snap *domain.Snapshot) (basis domain.Basis, err error) {
		from := after
		if from == 0 {
			from = snap.Tenant.Revision
		}
		proven, refused := snap.AuthenticateServer(c, 1, f.Now())
		if refused != nil && !domain.KindUnauthenticated.Is(refused) {
			return domain.Basis{}, refused
		}
		// What was refused may have been registered since the snapshot.
		changes, err = f.Store.In(snap.Tenant.ID).Changes(ctx, from)
		if err != nil {
			return domain.Basis{}, err
		}
		o = opened{snap, proven, Event{After: from, Revision: changes.Revision, Read: read}}
		return domain.Basis{Revision: changes.Revision}, refused
	})
	if err != nil {
		return opened{}, err
	}
	if o.event.After > o.event.Revision {
		// There was no such revision yet: it is that of another database, or of this
		// one before it was set back.
		changes.Whole = true
	}
	told, err := f.read(ctx, o.snap, changes)
	if err != nil {
		return opened{}, err
	}
	told.tell(&o.event, o.snap, o.proven.ResourceServer())
	return o, nil
}
