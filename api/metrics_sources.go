package api

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/feed"
	"github.com/jeton-id/jeton/domain/sweep"
)

// Sources are those who keep what metrics tell. All must be there; each is asked when
// somebody looks, and tells what was since the process started.
type Sources struct {
	Version, Engine string

	// Of the store: round trips and statements that wrote, how round trips are shared,
	// how the connections are, and what was taken back by level.
	Traffic     func() (trips, writes int64)
	Companies   func() []domain.Company
	Pools       func() []domain.Pool
	Revocations func() map[string]int64

	// Of memory: rows of tokens, and what the directory remembers.
	Tokens    func() domain.Recalls
	Directory func() (tenants, clients domain.Recalls)

	// Of the limits: how many requests each refused.
	Limits        func() (caller, tenant int64)
	Attempts      func() (passwords, signIns, userCodes int64)
	Registrations func() int64

	// Of those that take no more than so many at once: how many each turned away.
	Passwords, Followers, Pulses func() int64

	Feed func() feed.Figures
	// Sweep tells the lag of the background work at a moment, Now the moment.
	Sweep func(now time.Time) sweep.Lag
	Now   func() time.Time

	// LogoutNotices are attempts to tell clients that a session has ended.
	LogoutNotices func() (delivered, postponed, givenUp int64)
	// Activity is what the figures of tenants do not tell of.
	Activity func() (counts, sightings int64)
}

// Read adds what the sources tell. It is called once, before the metrics are served.
func (m *Metrics) Read(s Sources) { m.registry.MustRegister(s.figures(), companies(s.Companies)) }

// figures is one line for each metric: kind, name, what it is, labels, and where its
// values come from.
func (s Sources) figures() figures {
	return figures{
		{gauge, "jeton_build_info", "Always 1; the labels say what runs.", []string{"version", "engine"}, func(tell teller) { tell(1, s.Version, s.Engine) }},

		{counter, "jeton_database_round_trips_total", "Round trips to the database.", nil, just(func() float64 { trips, _ := s.Traffic(); return float64(trips) })},
		{counter, "jeton_database_writes_total", "Statements sent to the database that write.", nil, just(func() float64 { _, writes := s.Traffic(); return float64(writes) })},
		{gauge, "jeton_shared_trip_waiting", "Callers that wait for a round trip at the moment.", []string{"kind"}, s.waiting},
		{gauge, "jeton_pool_connections", "Open connections to the database.", []string{"pool", "state"}, s.connections},
		{gauge, "jeton_pool_connections_max", "Connections to the database that there may be.", []string{"pool"}, s.pools(func(p domain.Pool) float64 { return float64(p.Most) })},
		{counter, "jeton_pool_waits_total", "Times that somebody waited for a connection.", []string{"pool"}, s.pools(func(p domain.Pool) float64 { return float64(p.Waits) })},
		{counter, "jeton_pool_wait_seconds_total", "Time that was waited for connections, in seconds.", []string{"pool"}, s.pools(func(p domain.Pool) float64 { return p.Waited.Seconds() })},

		{counter, "jeton_memory_recalls_total", "Times that something was looked for in memory.", []string{"of", "outcome"}, s.recalls},
		{counter, "jeton_revocations_total", "Revocations that were committed.", []string{"level"}, s.revocations},
		{counter, "jeton_limited_total", "Requests that were refused because there were too many.", []string{"limit"}, s.limited},
		{counter, "jeton_shed_total", "Requests that were told to come back later because too many waited.", []string{"what"}, s.shed},

		{gauge, "jeton_revocation_listeners", "Resource servers that listen to the revocation feed.", nil, just(func() float64 { return float64(s.Feed().Listening) })},
		{counter, "jeton_revocation_listens_total", "Times that a resource server began to listen to the revocation feed.", []string{"how"}, s.listens},
		{counter, "jeton_revocation_events_total", "Events that listeners to the revocation feed were told.", []string{"event"}, s.events},

		{gauge, "jeton_sweep_success_timestamp_seconds", "When the last sweep of this process began that failed in nothing, in seconds since 1970.", nil, s.lag(succeeded)},
		{gauge, "jeton_drawers_ahead_seconds", "For how much longer tokens find their drawers open, in seconds.", nil, s.lag(func(l sweep.Lag) float64 { return l.Ahead.Seconds() })},
		{gauge, "jeton_drawers_overdue_seconds", "How long ago the oldest drawer was due to go that is still there, in seconds.", nil, s.lag(func(l sweep.Lag) float64 { return l.Overdue.Seconds() })},
		{gauge, "jeton_signing_key_age_seconds", "For how long the oldest signing key of all tenants has signed, in seconds.", nil, s.lag(func(l sweep.Lag) float64 { return l.KeyAge.Seconds() })},
		{gauge, "jeton_signing_key_overdue_seconds", "How long ago a signing key was to be succeeded that has no successor, in seconds.", nil, s.lag(func(l sweep.Lag) float64 { return l.KeyOverdue.Seconds() })},

		{counter, "jeton_logout_notices_total", "Attempts to tell clients that a session has ended.", []string{"outcome"}, s.logoutNotices},
		{counter, "jeton_activity_dropped_total", "Answers about tokens that figures do not tell of.", []string{"what"}, s.dropped},
	}
}

func (s Sources) waiting(tell teller) {
	for _, c := range s.Companies() {
		tell(float64(c.Waiting), c.Kind)
	}
}

func (s Sources) connections(tell teller) {
	for _, p := range s.Pools() {
		tell(float64(p.InUse), p.Purpose, "in_use")
		tell(float64(p.Idle), p.Purpose, "idle")
	}
}

func (s Sources) pools(read func(domain.Pool) float64) func(teller) {
	return func(tell teller) {
		for _, p := range s.Pools() {
			tell(read(p), p.Purpose)
		}
	}
}

func (s Sources) recalls(tell teller) {
	tenants, clients := s.Directory()
	for of, r := range map[string]domain.Recalls{"token": s.Tokens(), "tenant": tenants, "client": clients} {
		tell(float64(r.Hits), of, "hit")
		tell(float64(r.Stale), of, "stale")
		tell(float64(r.Misses), of, "miss")
	}
}

func (s Sources) revocations(tell teller) {
	for level, n := range s.Revocations() {
		tell(float64(n), level)
	}
}

func (s Sources) limited(tell teller) {
	caller, tenant := s.Limits()
	passwords, signIns, userCodes := s.Attempts()
	for limit, n := range map[string]int64{
		"caller": caller, "tenant": tenant, "password": passwords, "sign_in": signIns, "user_code": userCodes, "registration": s.Registrations(),
	} {
		tell(float64(n), limit)
	}
}

func (s Sources) shed(tell teller) {
	for _, c := range s.Companies() {
		tell(float64(c.Refused), c.Kind)
	}
	for what, n := range map[string]int64{"password": s.Passwords(), "listener": s.Followers(), "pulse": s.Pulses()} {
		tell(float64(n), what)
	}
}

func (s Sources) listens(tell teller) {
	f := s.Feed()
	tell(float64(f.Fresh), "fresh")
	tell(float64(f.Resumed), "resumed")
}

func (s Sources) events(tell teller) {
	f := s.Feed()
	tell(float64(f.Revoked), "revoked")
	tell(float64(f.Heartbeats), "heartbeat")
}

func (s Sources) lag(read func(sweep.Lag) float64) func(teller) {
	return just(func() float64 { return read(s.Sweep(s.Now())) })
}

// succeeded is zero for never.
func succeeded(l sweep.Lag) float64 {
	if l.Succeeded.IsZero() {
		return 0
	}
	return float64(l.Succeeded.UnixMilli()) / 1000
}

func (s Sources) logoutNotices(tell teller) {
	delivered, postponed, givenUp := s.LogoutNotices()
	tell(float64(delivered), "delivered")
	tell(float64(postponed), "postponed")
	tell(float64(givenUp), "given_up")
}

func (s Sources) dropped(tell teller) {
	counts, sightings := s.Activity()
	tell(float64(counts), "counts")
	tell(float64(sightings), "sightings")
}

// companies is the histogram of how many callers shared a round trip.
type companies func() []domain.Company

var companyDesc = prometheus.NewDesc("jeton_shared_trip_callers", "How many callers shared a round trip to the database.", []string{"kind"}, nil)

// Describe implements prometheus.Collector.
func (companies) Describe(to chan<- *prometheus.Desc) { to <- companyDesc }

// Collect implements prometheus.Collector.
func (read companies) Collect(to chan<- prometheus.Metric) {
	for _, c := range read() {
		upTo, trips := make(map[float64]uint64, len(c.Trips)), uint64(0)
		for n, size := range domain.CompanySizes {
			trips += uint64(c.Trips[n])
			upTo[float64(size)] = trips
		}
		to <- prometheus.MustNewConstHistogram(companyDesc, trips, float64(c.Callers), upTo, c.Kind)
	}
}
