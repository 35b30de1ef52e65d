package tenants

import (
	"sync/atomic"

	"github.com/maypok86/otter/v2"

	"github.com/jeton-id/jeton/domain"
)

// maxMemory bounds what the remembered rows take, in bytes by estimate: some
// forty thousand rows of the usual size.
const maxMemory = 48 << 20

// Memory remembers the rows of tokens that were looked up, each with the
// revision of its tenant at that moment. A row is as good as a fresh one for as
// long as the tenant changes in nothing that the row rests on, and only a read
// can tell whether it has: memory saves work, never the read.
type Memory struct {
	rows    *otter.Cache[rowKey, *domain.Finding]
	recalls recalls
}

// recalls counts how memory was asked.
type recalls struct{ hits, stale, misses atomic.Int64 }

func (r *recalls) told() domain.Recalls {
	return domain.Recalls{Hits: r.hits.Load(), Stale: r.stale.Load(), Misses: r.misses.Load()}
}

// Recalls tells how often rows were looked for.
func (m *Memory) Recalls() domain.Recalls { return m.recalls.told() }

// rowKey has the tenant in it: in another tenant the same text is another token.
type rowKey struct {
	tenant domain.TenantID
	key    domain.TokenKey
}

// NewMemory makes an empty memory.
func NewMemory() *Memory {
	return &Memory{rows: otter.Must(&otter.Options[rowKey, *domain.Finding]{
		MaximumWeight: maxMemory,
		Weigher:       func(_ rowKey, found *domain.Finding) uint32 { return weight(found) },
	})}
}

// Recall gives what was found under the key if it still holds at the snapshot's
// revision, nil if nothing of the kind is remembered.
func (m *Memory) Recall(snap *domain.Snapshot, key domain.TokenKey) *domain.Finding {
	found, ok := m.rows.GetIfPresent(rowKey{snap.Tenant.ID, key})
	switch {
	case !ok:
		m.recalls.misses.Add(1)
		return nil
	case !snap.HoldsFinding(found):
		m.recalls.stale.Add(1)
		return nil
	}
	m.recalls.hits.Add(1)
	return found
}

// Remember keeps what a look-up found. A token that is not there may be issued
// at any moment, which raises no revision, and neither does the rotation of
// refresh tokens; so neither is kept.
func (m *Memory) Remember(tenant domain.TenantID, key domain.TokenKey, found domain.Finding) {
	if found.Token != nil && found.Token.Kind != domain.RefreshToken {
		m.rows.Set(rowKey{tenant, key}, &found)
	}
}

// weight estimates the bytes that a row takes: what every row has, and its texts.
func weight(found *domain.Finding) uint32 {
	const each, target = 1_000, 64
	t := found.Token
	size := each + len(t.Grant) + len(t.Client) + len(t.User)
	for _, a := range t.Audience {
		size += target + len(a.ResourceServer) + len(a.Identifier) + 32*len(a.Scope)
	}
	if found.Client != nil {
		for _, a := range found.Client.Allowed {
			size += target + len(a.ResourceServer) + 32*len(a.Scope)
		}
	}
	return uint32(size)
}
