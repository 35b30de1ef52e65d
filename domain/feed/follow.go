package feed

import (
	"context"
	"slices"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// Bounds of following.
const (
	// lookEvery is the pause between two looks for what changed.
	lookEvery = 100 * time.Millisecond
	// beatEvery is how long a listener is told nothing at the most.
	beatEvery = 300 * time.Millisecond
	// lookTime is how long a look may take. Nothing is told meanwhile, so that leases
	// run out where the database is slow, as they should.
	lookTime = 2 * time.Second
	// maxAsked is how many tenants one read asks about.
	maxAsked = 1_000
	// room is how many events wait for a listener. One more, and it listens too
	// slowly to be told the truth.
	room = 8
)

// Listener is one resource server that listens.
type Listener struct {
	// Events gives what it is told. It is closed when it has to come back: because
	// it listened too slowly, or may listen no longer.
	Events <-chan Event

	slug       domain.Slug
	proven     domain.AuthenticatedServer
	credential string
	events     chan Event
	// revision is up to where it was told, and told when, both the feed's.
	revision int64
	told     time.Time
}

// Listen is Since for a resource server that wants to be told what comes next as
// well. The listener's first event is what Since gives. Who listens no more calls
// stop.
func (f *Feed) Listen(ctx context.Context, slug domain.Slug, c domain.Credentials, after int64) (l *Listener, stop func(), err error) {
	o, err := f.open(ctx, slug, c, after)
	if err != nil {
		return nil, nil, err
	}
	l = &Listener{slug: slug, proven: o.proven, credential: c.ID, events: make(chan Event, room)}
	l.Events, l.revision, l.told = l.events, o.event.Revision, o.event.Read
	l.events <- o.event
	tenant := o.snap.Tenant.ID
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.listeners == nil {
		f.listeners = map[domain.TenantID]map[*Listener]struct{}{}
	}
	if f.listeners[tenant] == nil {
		f.listeners[tenant] = map[*Listener]struct{}{}
	}
	f.listeners[tenant][l] = struct{}{}
	if f.figures.count(o.event); after == 0 {
		f.figures.Fresh++
	} else {
		f.figures.Resumed++
	}
	return l, func() { f.leave(tenant, l) }, nil
}

// Figures tells what the feed has done.
func (f *Feed) Figures() Figures {
	f.mu.Lock()
	defer f.mu.Unlock()
	figures := f.figures
	for _, listeners := range f.listeners {
		figures.Listening += len(listeners)
	}
	return figures
}

func (f *Feed) leave(tenant domain.TenantID, l *Listener) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.drop(tenant, l)
}

// drop ends a listener, if it has not been ended. The lock is held.
func (f *Feed) drop(tenant domain.TenantID, l *Listener) {
	if _, listens := f.listeners[tenant][l]; !listens {
		return
	}
	close(l.events)
	delete(f.listeners[tenant], l)
	if len(f.listeners[tenant]) == 0 {
		delete(f.listeners, tenant)
	}
}

// Run tells listeners what is taken back until the context ends.
func (f *Feed) Run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			f.look(ctx)
		}
	}
}

// look reads the revisions of all tenants that somebody listens to, and tells.
// Listeners of a tenant that could not be read are told nothing, which they notice.
func (f *Feed) look(ctx context.Context) {
	ctx, end := context.WithTimeout(ctx, lookTime)
	defer end()
	for asked := range slices.Chunk(f.listenedTo(), maxAsked) {
		read := f.Now()
		revisions, err := f.Store.Revisions(ctx, asked)
		if err != nil {
			return
		}
		for _, tenant := range asked {
			slug, after := f.furthestBack(tenant)
			revision := revisions[tenant]
			switch {
			case slug == "": // the last one has left
			case revision == after:
				f.tell(tenant, nil, news{}, after, revision, read)
			default:
				f.catchUp(ctx, tenant, slug, after)
			}
		}
	}
}

func (f *Feed) listenedTo() []domain.TenantID {
	f.mu.Lock()
	defer f.mu.Unlock()
	tenants := make([]domain.TenantID, 0, len(f.listeners))
	for tenant := range f.listeners {
		tenants = append(tenants, tenant)
	}
	return tenants
}

// furthestBack gives the revision up to which all of a tenant's listeners were told,
// and the tenant's slug, empty if nobody listens.
func (f *Feed) furthestBack(tenant domain.TenantID) (slug domain.Slug, revision int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for l := range f.listeners[tenant] {
		if slug == "" || l.revision < revision {
			slug, revision = l.slug, l.revision
		}
	}
	return slug, revision
}

// catchUp reads what changed in a tenant and tells its listeners. What was read for
// those who are furthest back is told to all: it is more than some had to know.
func (f *Feed) catchUp(ctx context.Context, tenant domain.TenantID, slug domain.Slug, after int64) {
	read := f.Now()
	changes, err := f.Store.In(tenant).Changes(ctx, after)
	if domain.KindNotFound.Is(err) {
		f.endAll(tenant)
		return
	}
	if err != nil {
		return
	}
	snap, err := f.Directory.Current(ctx, slug)
	if domain.KindNotFound.Is(err) || (err == nil && snap.Tenant.ID != tenant) {
		f.endAll(tenant)
		return
	}
	if err != nil {
		return
	}
	told, err := f.read(ctx, snap, changes)
	if err == nil {
		f.tell(tenant, snap, told, after, changes.Revision, read)
	}
}

// endAll ends the listeners of a tenant that is gone or suspended: they come back,
// and are told what everybody is.
func (f *Feed) endAll(tenant domain.TenantID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for l := range f.listeners[tenant] {
		f.drop(tenant, l)
	}
}

// tell tells the tenant's listeners what is new after a revision up to another.
// Who came meanwhile and is further back than that has to wait for the next look,
// and who is further on for the one after; who has nothing new to be told and was
// told so lately need not be told again.
func (f *Feed) tell(tenant domain.TenantID, snap *domain.Snapshot, told news, after, revision int64, read time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for l := range f.listeners[tenant] {
		if l.revision < after || l.revision > revision || (l.revision == revision && read.Sub(l.told) < beatEvery) {
			continue
		}
		e := Event{After: l.revision, Revision: revision, Read: read}
		if e.After != revision {
			server, ok := snap.ServerWith(l.proven, l.credential, read)
			if !ok {
				f.drop(tenant, l)
				continue
			}
			told.tell(&e, snap, server)
		}
		select {
		case l.events <- e:
			l.revision, l.told = revision, read
			f.figures.count(e)
		default:
			f.drop(tenant, l)
		}
	}
}
