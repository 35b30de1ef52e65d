package bearer

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"
)

// For how long a tenant's keys are used: a key that Jeton has taken out of its set is
// refused within keysFresh, or within keysGood if Jeton cannot be asked.
const (
	keysFresh = 5 * time.Minute
	keysGood  = time.Hour
	// keysAgain is how often a kid that is not known has them fetched: anybody can
	// make one up.
	keysAgain = 5 * time.Second
)

// keySet is a tenant's published keys (RFC 7517).
type keySet struct {
	tenant *tenant

	mu      sync.Mutex
	keys    map[string]*publicKey
	fetched time.Time // when what we have was asked for
	tried   time.Time // when it was asked for last
	failure error     // of that try
	// under is closed when the fetch that is under way is over, nil if none is.
	under chan struct{}
}

// find gives the key with the id, nil if the tenant has none. An error means that it
// could not be found out.
func (k *keySet) find(ctx context.Context, id string, now time.Time) (*publicKey, error) {
	k.mu.Lock()
	key, known := k.keys[id]
	age := now.Sub(k.fetched)
	resting := now.Sub(k.tried) < keysAgain && k.under == nil
	if (known && age < keysFresh) || (resting && k.keys != nil && age < keysGood) {
		k.mu.Unlock()
		return key, nil
	}
	if resting && k.failure != nil {
		defer k.mu.Unlock()
		return nil, k.failure
	}
	if k.under == nil {
		k.under, k.tried = make(chan struct{}), now
		go k.fetch(k.under, now)
	}
	under := k.under
	k.mu.Unlock()

	if known && age < keysGood {
		return key, nil // the others may be newer, this one is good still
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-under:
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.failure != nil && (k.keys == nil || now.Sub(k.fetched) >= keysGood) {
		return nil, k.failure
	}
	if k.failure != nil && k.keys[id] == nil {
		// It may be a new key's.
		return nil, k.failure
	}
	return k.keys[id], nil
}

// fetch asks for the keys. They are public, so that no secret goes along.
func (k *keySet) fetch(done chan struct{}, now time.Time) {
	ctx, cancel := context.WithTimeout(context.Background(), k.tenant.options.Timeout)
	defer cancel()
	keys, err := k.ask(ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.failure = err; err == nil {
		k.keys, k.fetched = keys, now
	}
	k.under = nil
	close(done)
}

func (k *keySet) ask(ctx context.Context) (map[string]*publicKey, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, k.tenant.api.Issuer+"/oauth2/jwks", nil)
	if err != nil {
		return nil, err
	}
	answer, err := k.tenant.send(request)
	if err != nil {
		return nil, err
	}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(answer.text, &set); err != nil || set.Keys == nil {
		return nil, errors.New("the answer is no JSON Web Key Set: is the issuer right?")
	}
	keys := make(map[string]*publicKey, len(set.Keys))
	for _, text := range set.Keys {
		// Keys of a type that is not known here are somebody else's concern.
		var j jwk
		if json.Unmarshal(text, &j) == nil {
			if key, err := j.public(); err == nil {
				keys[key.id] = key
			}
		}
	}
	return keys, nil
}
