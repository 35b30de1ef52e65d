package domain_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// TestHolds asks whether something that was read under a revision, and rests on
// one user, is as good as read under the snapshot's.
func TestHolds(t *testing.T) {
	user := domain.Part{Kind: domain.UserPart, ID: "u"}
	first := domain.NewSnapshot(domain.Snapshot{Tenant: domain.Tenant{Revision: 10}}, nil)
	second := first.After(domain.Changes{Revision: 12, Parts: map[domain.Part]int64{user: 11}})
	third := second.After(domain.Changes{Revision: 13, Parts: map[domain.Part]int64{{Kind: domain.UserPart, ID: "v"}: 13}})
	for _, test := range []struct {
		what string
		snap *domain.Snapshot
		read int64
		want bool
	}{
		{"of the snapshot's own revision", first, 10, true},
		{"from before the snapshot knew", first, 9, false},
		{"newer than the snapshot", first, 11, false},
		{"before the user changed", second, 10, false},
		{"at the change", second, 11, true},
		{"after the change", second, 12, true},
		{"before the user changed, and another changed since", third, 10, false},
		{"after the user changed, and another changed since", third, 11, true},
		{"from before the first snapshot", third, 9, false},
	} {
		require.Equal(t, test.want, test.snap.Holds(test.read, user), test.what)
	}
	require.True(t, third.Holds(10, domain.Part{Kind: domain.ClientPart, ID: "u"}), "another kind of the same name")
	require.EqualValues(t, 10, first.Tenant.Revision, "a snapshot is immutable")
}

// TestHoldsIsBounded changes more parts than a snapshot knows.
func TestHoldsIsBounded(t *testing.T) {
	snap := domain.NewSnapshot(domain.Snapshot{Tenant: domain.Tenant{Revision: 1}}, nil)
	bystander := domain.Part{Kind: domain.UserPart, ID: "bystander"}
	for n := range int64(1_000) {
		snap = snap.After(domain.Changes{Revision: 2 + n, Parts: map[domain.Part]int64{{Kind: domain.UserPart, ID: strconv.FormatInt(n, 10)}: 2 + n}})
		require.True(t, snap.Holds(1, bystander))
	}
	snap = snap.After(domain.Changes{Revision: 1_002, Parts: map[domain.Part]int64{{Kind: domain.UserPart, ID: "one more"}: 1_002}})
	require.False(t, snap.Holds(1_001, bystander), "what the snapshot does not know of has to be read again")
	require.True(t, snap.Holds(1_002, bystander))
}

// TestBears asks whether an outcome that was reached from an older snapshot stands.
func TestBears(t *testing.T) {
	client := &domain.Client{ID: "c"}
	found := &domain.Finding{Revision: 10, Token: &domain.Token{Grant: "g", Client: "c", User: "u"}}
	other := &domain.Finding{Revision: 10, Token: &domain.Token{Grant: "h", Client: "d", User: "v"}}
	at := func(revision int64) *domain.Snapshot {
		return domain.NewSnapshot(domain.Snapshot{Tenant: domain.Tenant{ID: "one", Revision: revision}}, nil)
	}
	older := at(10)
	after := func(parts ...domain.Part) *domain.Snapshot {
		changed := map[domain.Part]int64{}
		for _, part := range parts {
			changed[part] = 11
		}
		return older.After(domain.Changes{Revision: 12, Parts: changed})
	}
	elsewhere := domain.NewSnapshot(domain.Snapshot{Tenant: domain.Tenant{ID: "two", Revision: 10}}, nil).
		After(domain.Changes{Revision: 12})
	for _, test := range []struct {
		what  string
		newer *domain.Snapshot
		basis domain.Basis
		want  bool
	}{
		{"nothing it rests on changed", after(domain.Part{Kind: domain.UserPart, ID: "v"}), domain.Basis{Revision: 11, Apart: true, Client: client, Finding: found}, true},
		{"it rests on more than it says", after(), domain.Basis{Revision: 11, Client: client}, false},
		{"its client changed", after(domain.Part{Kind: domain.ClientPart, ID: "c"}), domain.Basis{Revision: 11, Apart: true, Client: client}, false},
		{"none of several that were remembered changed", after(domain.Part{Kind: domain.GrantPart, ID: "h"}), domain.Basis{Revision: 11, Apart: true, Findings: []*domain.Finding{found, found}}, true},
		{"one of several that were remembered changed", after(domain.Part{Kind: domain.GrantPart, ID: "g"}), domain.Basis{Revision: 11, Apart: true, Findings: []*domain.Finding{other, found}}, false},
		{"what was remembered changed", after(domain.Part{Kind: domain.GrantPart, ID: "g"}), domain.Basis{Revision: 11, Apart: true, Finding: found}, false},
		{"what the deciding read itself found changed", after(domain.Part{Kind: domain.GrantPart, ID: "g"}), domain.Basis{Revision: 11, Apart: true}, true},
		{"the whole changed", at(12), domain.Basis{Revision: 11, Apart: true}, false},
		{"the read was before the older snapshot", after(), domain.Basis{Revision: 9, Apart: true}, false},
		{"the read was after the newer snapshot", after(), domain.Basis{Revision: 13, Apart: true}, false},
		{"another tenant has the slug", elsewhere, domain.Basis{Revision: 11, Apart: true}, false},
	} {
		require.Equal(t, test.want, test.newer.Bears(older, test.basis), test.what)
	}
}
