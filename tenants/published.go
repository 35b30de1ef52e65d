package tenants

import (
	"context"
	"errors"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"

	"github.com/jeton-id/jeton/domain"
)

// Bounds of what clients publish.
const (
	// maxPublished bounds how many key sets are remembered.
	maxPublished = 10_000
	// publishedAge is how long a key set is taken for true: a key that a client
	// takes out is good no longer than that.
	publishedAge = 10 * time.Minute
	// publishedPause is the least time between two fetches of one set, whoever
	// asks for a newer one and whatever came of the last.
	publishedPause   = 30 * time.Second
	publishedTimeout = 6 * time.Second
)

// Published remembers the key sets that clients publish (RFC 7591 section 2,
// jwks_uri). What could not be fetched is remembered too, for a while: a stranger
// who names a client can make us ask its server now and then, and no more.
type Published struct {
	fetch func(ctx context.Context, address string) ([]byte, error)
	loads singleflight.Group
	known *otter.Cache[publishedName, publishedSet]
}

// publishedName has the tenant in it, so that no tenant learns what another has had
// fetched.
type publishedName struct {
	tenant domain.TenantID
	uri    string
}

// publishedSet is a key set, or why there is none.
type publishedSet struct {
	keys    domain.KeySet
	failure error
	at      time.Time
}

// NewPublished makes a memory that has nothing in it.
func NewPublished(fetch func(ctx context.Context, address string) ([]byte, error)) *Published {
	return &Published{fetch: fetch, known: otter.Must(&otter.Options[publishedName, publishedSet]{MaximumSize: maxPublished})}
}

var errNothingFetched = errors.New("this process fetches nothing")

// keys gives the keys published at an address; see domain.Snapshot.PublishedKeys.
func (p *Published) keys(ctx context.Context, tenant domain.TenantID, uri string, newly bool, now time.Time) (domain.KeySet, error) {
	if p == nil {
		return domain.KeySet{}, domain.Unavailable(errNothingFetched)
	}
	name := publishedName{tenant, uri}
	set, ok := p.known.GetIfPresent(name)
	age := now.Sub(set.at)
	stale := newly || set.failure != nil || age >= publishedAge
	// A clock that was set back makes what is remembered old, not new.
	if !ok || age < 0 || stale && age >= publishedPause {
		var err error
		if set, err = p.load(ctx, name, now); err != nil {
			return domain.KeySet{}, err
		}
	}
	if set.failure != nil {
		return domain.KeySet{}, domain.Unavailable(set.failure)
	}
	return set.keys, nil
}

// load fetches a key set. Those who come together share a fetch, and one who gives
// up does not fail the others.
func (p *Published) load(ctx context.Context, name publishedName, now time.Time) (publishedSet, error) {
	began := p.loads.DoChan(string(name.tenant)+" "+name.uri, func() (any, error) {
		shared, cancel := context.WithTimeout(context.WithoutCancel(ctx), publishedTimeout)
		defer cancel()
		set := publishedSet{at: now}
		text, err := p.fetch(shared, name.uri)
		if err == nil {
			set.keys, err = domain.ParsePublishedKeys(text)
		}
		set.failure = err
		p.known.Set(name, set)
		return set, nil
	})
	select {
	case <-ctx.Done():
		return publishedSet{}, domain.Unavailable(ctx.Err())
	case result := <-began:
		return result.Val.(publishedSet), nil
	}
}
