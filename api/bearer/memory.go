package bearer

import (
	"sync"
	"time"
)

// memory holds what was answered about good tokens, the latest used ones. It is two
// halves: when the young one is full it becomes the old one, and what is used of the
// old one is young again.
type memory struct {
	limit int

	mu         sync.RWMutex
	young, old map[name]entry
	// told counts what took something out: an answer to a question that was asked
	// before may be of before.
	told uint64
}

// entry is what is remembered of a token. Until is when it ends, on our clock, and
// plain when it may no longer be used without a lease.
type entry struct {
	claims       *Claims
	until, plain time.Time
}

// mark gives the moment at which a question is asked, for remember.
func (m *memory) mark() uint64 {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.told
}

// remember keeps an answer, unless something was taken back since its question was
// asked: that may have been what the answer is about.
func (m *memory) remember(n name, claims *Claims, asked uint64, until, plain time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.told == asked {
		m.put(n, entry{claims, until, plain})
	}
}

func (m *memory) put(n name, e entry) {
	if len(m.young) >= (m.limit+1)/2 {
		m.old, m.young = m.young, nil
	}
	if m.young == nil {
		m.young = make(map[name]entry, (m.limit+1)/2)
	}
	m.young[n] = e
}

// recall gives what may be used of the memory at now.
func (m *memory) recall(n name, now time.Time, leased bool) *Claims {
	m.mu.RLock()
	e, young := m.young[n]
	found := young
	if !young {
		e, found = m.old[n]
	}
	m.mu.RUnlock()
	switch {
	case !found, !now.Before(e.until), !leased && !now.Before(e.plain):
		return nil
	case !young:
		m.renew(n)
	}
	return e.claims
}

// renew makes an entry of the old half young, unless it was taken out meanwhile.
func (m *memory) renew(n name) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e, ok := m.old[n]; ok {
		delete(m.old, n)
		m.put(n, e)
	}
}

// forget takes out what an event names.
func (m *memory) forget(e event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.told++
	if e.All {
		m.young, m.old = nil, nil
		return
	}
	names := e.index()
	for _, half := range []map[name]entry{m.young, m.old} {
		for n, entry := range half {
			if names.name(entry.claims) {
				delete(half, n)
			}
		}
	}
}
