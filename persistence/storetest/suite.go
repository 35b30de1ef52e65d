package storetest

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/migrations"
)

// Fault makes statements fail: it is asked before each, and what it returns is
// what the statement gives.
type Fault func(ctx context.Context, statement string) error

// Open opens the store of a migrated database, and closes it after the test.
type Open func(t *testing.T, url string, fault Fault) domain.Store

// Run holds the store to its contract, on every engine, topic by topic. Each
// topic has a database of its own.
func Run(t *testing.T, open Open) {
	for _, engine := range Engines() {
		t.Run(string(engine), func(t *testing.T) { RunOn(t, engine, open) })
	}
}

// topic is a part of the contract.
type topic struct {
	name string
	test func(*suite)
}

// topics are the contract.
var topics = []topic{
	{"tenants", testTenants},
	{"signing keys", testSigningKeys},
	{"set-up links", testSetupLinks},
	{"resource servers", testResourceServers},
	{"clients", testClients},
	{"client search", testClientSearch},
	{"members", testMembers},
	{"users", testUsers},
	{"assertions", testAssertions},
	{"user search", testUserSearch},
	{"passwords", testPasswords},
	{"signing in", testSigningIn},
	{"pushed requests", testPushedRequests},
	{"device requests", testDeviceRequests},
	{"refresh", testUseToken},
	{"personal tokens", testPersonal},
	{"logout notices", testLogoutNotices},
	{"registering", testRegistering},
	{"grants", testGrants},
	{"tokens", testTokens},
	{"filing", testFiling},
	{"look-up", testLookUp},
	{"look-up of several", testLookUpAll},
	{"revocation", testRevocation},
	{"search", testSearch},
	{"activity", testActivity},
	{"forgotten grants", testForgottenGrants},
	{"sightings", testSightings},
	{"holdings", testHoldings},
	{"events", testEvents},
	{"paging", testPaging},
	{"time", testTime},
	{"drawers", testDrawers},
	{"purge", testPurge},
	{"lead", testLead},
	{"isolation", testIsolation},
	{"revision", testRevision},
	{"revisions", testRevisions},
	{"changes", testChanges},
	{"audit", testAudit},
	{"rollback", testRollback},
	{"concurrency", testConcurrency},
	{"unavailable", testUnavailable},
}

// RunOn is Run for one engine, or for one way to it; of topics, if some are named, it
// takes those alone.
func RunOn(t *testing.T, engine migrations.Engine, open Open, only ...string) {
	for _, name := range only {
		known := slices.ContainsFunc(topics, func(of topic) bool { return of.name == name })
		require.True(t, known, "there is no topic %s", name)
	}
	for _, topic := range topics {
		if len(only) > 0 && !slices.Contains(only, topic.name) {
			continue
		}
		t.Run(topic.name, func(t *testing.T) {
			url := Database(t, engine)
			s := &suite{T: t, url: url, dumper: OpenDumper(t, url), open: open, ctx: t.Context(), now: start, count: new(int), fault: new(atomic.Pointer[Fault])}
			s.store = open(t, url, func(ctx context.Context, statement string) error {
				if fault := s.fault.Load(); fault != nil {
					return (*fault)(ctx, statement)
				}
				return nil
			})
			require.NoError(t, s.store.OpenDrawers(s.ctx, testedDrawers))
			topic.test(s)
		})
	}
}

// start is the suite's now. It has odd milliseconds, so that whoever rounds is
// found out.
var start = time.Date(2026, 3, 14, 15, 9, 26, 535_000_000, time.UTC)

// testedDrawers are open in every topic: those of tokens that live for an hour,
// for 20 days and for a year.
var testedDrawers = []domain.Drawer{
	domain.DrawerFor(start, start.Add(time.Hour)),
	domain.DrawerFor(start, start.Add(20*24*time.Hour)),
	domain.DrawerFor(start, start.Add(365*24*time.Hour)),
}

// suite is one topic on one engine.
type suite struct {
	*testing.T
	url    string
	dumper *Dumper
	open   Open
	store  domain.Store
	ctx    context.Context
	now    time.Time
	// fault holds what is asked before each of the store's statements.
	fault *atomic.Pointer[Fault]
	count *int
}

// setFault lets statements of the store fail from here on; nil lets none.
func (s *suite) setFault(fault Fault) {
	if fault == nil {
		s.fault.Store(nil)
		return
	}
	s.fault.Store(&fault)
}

// run runs a part of a topic as a subtest.
func (s *suite) run(name string, test func(*suite)) {
	s.Run(name, func(t *testing.T) {
		part := *s
		part.T = t
		test(&part)
	})
}

// fresh gives a text that nothing else in the topic has, and that sorts after
// those before it.
func (s *suite) fresh(prefix string) string {
	*s.count++
	return fmt.Sprintf("%s%06d", prefix, *s.count)
}

func (s *suite) act() domain.Act { return domain.Act{By: domain.SystemActor("storetest"), At: s.now} }

func (s *suite) event(action string) domain.Event {
	return domain.Event{ID: s.fresh("event-"), At: s.now, Actor: s.act().By.String(), Action: action, Object: "test:" + action}
}

// change runs work as an audited change that succeeds.
func (s *suite) change(in domain.Tenancy, work func(domain.Changer) error) {
	s.Helper()
	require.NoError(s, s.tryChange(in, work))
}

// tryChange runs work as an audited change.
func (s *suite) tryChange(in domain.Tenancy, work func(domain.Changer) error) error {
	return in.Change(s.ctx, s.act(), func(tx domain.Changer) error {
		if err := work(tx); err != nil {
			return err
		}
		return tx.Record(s.ctx, s.event("tested"))
	})
}

// add runs work as an audited addition that succeeds.
func (s *suite) add(in domain.Tenancy, work func(domain.Adder) error) {
	s.Helper()
	require.NoError(s, in.Add(s.ctx, s.act(), func(tx domain.Adder) error {
		if err := work(tx); err != nil {
			return err
		}
		return tx.Record(s.ctx, s.event("tested"))
	}))
}

// is requires an error of a kind and, if it is not empty, of a code.
func (s *suite) is(kind domain.Kind, code string, err error) {
	s.Helper()
	var known *domain.Error
	require.ErrorAs(s, err, &known)
	require.Equal(s, kind.String(), known.Kind.String(), "%v", err)
	if code != "" {
		require.Equal(s, code, known.Code, "%v", err)
	}
}

// dump gives every row of a tenant.
func (s *suite) dump(tenant domain.TenantID) string {
	s.Helper()
	return s.dumper.Dump(s, tenant)
}

// methods lists the method names of an interface that are not in another.
func methods(of reflect.Type, without ...reflect.Type) []string {
	var names []string
	for i := range of.NumMethod() {
		name := of.Method(i).Name
		inherited := false
		for _, other := range without {
			_, has := other.MethodByName(name)
			inherited = inherited || has
		}
		if !inherited {
			names = append(names, name)
		}
	}
	return names
}
