package persistence

import (
	"sync"

	"github.com/jeton-id/jeton/domain"
)

// The tokens of a client mostly have the same audience, all rows of a client what
// it is allowed, and hardly a person has a role. Decoding the first two takes
// 10 µs, most of what reading a row takes, so they are decoded once. Nobody
// changes what a finding has in it.
var (
	audiences  knownLists[domain.Target]
	allowances knownLists[domain.Allowance]
	roleLists  knownLists[domain.Role]
)

// maxKnown bounds how many lists are kept, and maxKnownText how long a text that
// is kept may be, in bytes: 12 MB at the most for all of them.
const (
	maxKnown     = 4_000
	maxKnownText = 1_000
)

// knownLists has the lists that were read lately, by their text.
type knownLists[T any] struct {
	mu    sync.RWMutex
	known map[string][]T
}

// read reads a list as list wrote it.
func (k *knownLists[T]) read(text string) ([]T, error) {
	k.mu.RLock()
	items, ok := k.known[text]
	k.mu.RUnlock()
	if ok {
		return items, nil
	}
	var read list[T]
	if err := read.Scan(text); err != nil {
		return nil, err
	}
	if len(text) > maxKnownText {
		return read, nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.known == nil || len(k.known) >= maxKnown {
		// Those that are still asked for come back one by one.
		k.known = make(map[string][]T)
	}
	k.known[text] = read
	return read, nil
}
