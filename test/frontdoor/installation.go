// Package frontdoor tests Jeton through its front door: the real router, real
// verbs and a real database of each engine in one process, with a clock that
// only the test moves and a store that fails when the test says so.
//
// What is asked goes over HTTP and what is asserted is what came back, status,
// headers and body: what must not appear as well as what must. Worlds are built
// through the management API, as a customer would. What no endpoint can make yet
// (a token of a user, a refresh token) is put into the store under its contract.
package frontdoor

import (
	"context"
	"crypto"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/api"
	"github.com/jeton-id/jeton/api/admin"
	"github.com/jeton-id/jeton/api/browser"
	"github.com/jeton-id/jeton/api/login"
	"github.com/jeton-id/jeton/api/oauth"
	"github.com/jeton-id/jeton/api/sse"
	"github.com/jeton-id/jeton/domain"
	manage "github.com/jeton-id/jeton/domain/admin"
	"github.com/jeton-id/jeton/domain/feed"
	"github.com/jeton-id/jeton/domain/introspect"
	"github.com/jeton-id/jeton/domain/issue"
	"github.com/jeton-id/jeton/domain/keys"
	"github.com/jeton-id/jeton/domain/logout"
	"github.com/jeton-id/jeton/domain/password"
	"github.com/jeton-id/jeton/domain/register"
	"github.com/jeton-id/jeton/domain/revoke"
	"github.com/jeton-id/jeton/domain/signin"
	"github.com/jeton-id/jeton/domain/sweep"
	"github.com/jeton-id/jeton/domain/userinfo"
	"github.com/jeton-id/jeton/persistence"
	"github.com/jeton-id/jeton/persistence/storetest"
	"github.com/jeton-id/jeton/tenants"
	"github.com/jeton-id/jeton/tenants/outbound"
	"github.com/jeton-id/jeton/web"
)

// PublicURL is what issuers are made from. It is not where the server listens:
// nothing may follow from where a request was sent.
const PublicURL = "https://id.example"

// Noon is when the test's clock starts.
var Noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// Clock is time as the test has it.
type Clock struct{ now atomic.Pointer[time.Time] }

// Now gives the time.
func (c *Clock) Now() time.Time { return *c.now.Load() }

// Set moves the clock to a time.
func (c *Clock) Set(t time.Time) { c.now.Store(&t) }

// Forward moves the clock.
func (c *Clock) Forward(d time.Duration) { c.Set(c.Now().Add(d)) }

// Installation is a whole Jeton in this process.
type Installation struct {
	Address string
	Handler http.Handler
	Store   *persistence.Store
	Clock   *Clock
	Keys    keys.Maker
	Sweeper sweep.Sweeper
	// Deliverer tells clients of logouts, when the test says so.
	Deliverer *logout.Deliverer
	// Activity collects the figures, and writes them when the test says so.
	Activity *tenants.Activity
	Routes   []api.Route
	// Metrics name tenant acme.
	Metrics  *api.Metrics
	Operator string
	// Hasher hashes passwords, at hardly any cost.
	Hasher *password.Hasher
	// Log is everything that was logged.
	Log *Log
	// Always is sent with every request, beside its own headers.
	Always http.Header
	// Overhears, if set, is told of every request with its body, and of its answer.
	Overhears func(request *http.Request, body string, answer Response)

	t     testing.TB
	fault atomic.Pointer[Fault]
	// dumper looks into the database behind the store's back.
	dumper func() *storetest.Dumper
}

// Fault decides, before each statement, whether the store fails there.
type Fault func(statement string) error

// Log collects what the server logs.
type Log struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write implements io.Writer.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// String gives what was logged so far.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// Open starts an installation on a migrated, empty database.
func Open(t testing.TB, databaseURL string) *Installation {
	t.Helper()
	return OpenLimited(t, databaseURL, 0, 0)
}

// OpenLimited is Open with limits in requests per second, zero for none.
func OpenLimited(t testing.TB, databaseURL string, tenantRate, callerRate int64) *Installation {
	t.Helper()
	return open(t, databaseURL, domain.Rates{Tenant: tenantRate, Caller: callerRate}, func(*api.Server) {})
}

// OpenChanged is Open with a server that change has had in hand before it serves.
func OpenChanged(t testing.TB, databaseURL string, change func(*api.Server)) *Installation {
	t.Helper()
	return open(t, databaseURL, domain.Rates{}, change)
}

func open(t testing.TB, databaseURL string, rates domain.Rates, change func(*api.Server)) *Installation {
	t.Helper()
	in := &Installation{t: t, Clock: &Clock{}, Log: &Log{}, Operator: rand.Text() + rand.Text()}
	in.Clock.Set(Noon)
	in.Hasher = password.NewHasher(rand.Reader, password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}, 4)
	store, err := persistence.Open(context.Background(), persistence.Config{URL: databaseURL, Fault: in.failing})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	in.Store = store
	in.dumper = sync.OnceValue(func() *storetest.Dumper { return storetest.OpenDumper(t, databaseURL) })

	wrapper, err := keys.NewWrapper(domain.NewSecret(base64.StdEncoding.EncodeToString(random(32))), rand.Reader)
	require.NoError(t, err)
	in.Keys = keys.Maker{Wrapper: wrapper, Random: rand.Reader, Generate: generate}
	log := slog.New(slog.NewJSONHandler(in.Log, nil))
	in.Sweeper = sweep.Sweeper{Store: store, Keys: in.Keys, Now: in.Clock.Now, StoreNow: in.storeNow, NewID: newID, Log: log, Progress: &sweep.Progress{}}
	in.createSystem()

	server := in.wire(log, wrapper, rates)
	change(server)
	in.follow(server.OAuth.Feed)
	in.Routes = server.Routes()
	in.Handler = server.Handler()
	listening := httptest.NewServer(in.Handler)
	t.Cleanup(listening.Close)
	in.Address = listening.URL
	return in
}

// wire is the wiring of the program, with the test's clock.
func (in *Installation) wire(log *slog.Logger, wrapper keys.Wrapper, rates domain.Rates) *api.Server {
	directory := tenants.NewDirectory(in.Store, wrapper, PublicURL, tenants.NewLimits(rates))
	now := in.Clock.Now
	in.Metrics = api.NewMetrics([]domain.Slug{"acme"})
	memory, attempts, registrations := tenants.NewMemory(), tenants.NewAttempts(), tenants.NewRegistrations()
	flow := &signin.Flow{
		Directory: directory, Store: in.Store, Attempts: attempts, Issued: in.Metrics.IssuedPersonally,
		Links: password.Links{Store: in.Store, Hasher: in.Hasher, Rules: password.Rules{Weakness: tenants.Weakness}, NewID: newID},
		Now:   now, Random: rand.Reader, NewID: newID,
	}
	// Relying parties of the tests are on this machine.
	out := outbound.New([]netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")})
	directory.Published = tenants.NewPublished(out.GetJSON)
	in.Deliverer = &logout.Deliverer{
		Store: in.Store, Tenant: directory.Current, Client: directory.CurrentClient, Post: out.PostForm,
		Noticed: in.Store.Noticed(), Now: now, Random: rand.Reader, NewID: newID, Log: log,
	}
	cookies := browser.Cookies{Secure: true}
	in.Activity = tenants.NewActivity(now)
	note := func(noted domain.Introspection) { in.Metrics.Introspected(noted); in.Activity.Note(noted) }
	server := &api.Server{
		OAuth: oauth.Endpoints{
			Directory:    directory,
			Issuer:       issue.Issuer{Directory: directory, Store: in.Store, Now: now, Random: rand.Reader, NewID: newID, Issued: in.Metrics.Issued},
			Introspector: introspect.Introspector{Directory: directory, Memory: memory, Reader: func(tenant domain.TenantID) domain.Reader { return in.Store.In(tenant) }, Now: now, Note: note},
			Revoker:      revoke.Revoker{Directory: directory, Store: in.Store, Now: now, NewID: newID},
			Person:       userinfo.Endpoint{Directory: directory, Reader: func(tenant domain.TenantID) domain.Reader { return in.Store.In(tenant) }, Now: now},
			Flow:         flow,
			Registry: register.Registry{
				Tenant: directory.Current, Client: directory.CurrentClient, Store: in.Store, Attempt: registrations.Attempt,
				Now: now, Random: rand.Reader, NewID: newID,
			},
			Feed:      &feed.Feed{Directory: directory, Store: in.Store, Now: now},
			Followers: sse.NewStreams(100, time.Minute),
			Now:       now,
		},
		Login: login.Pages{Flow: flow, Cookies: cookies},
		Admin: admin.New(&manage.Management{
			Store: in.Store, Tenants: directory, Rates: rates, Permissions: tenants.Permissions, Imagine: tenants.Imagine, Operator: domain.NewOperatorToken(domain.NewSecret(in.Operator)),
			Keys: in.Keys, SignedIn: flow.SignedIn, Passwords: in.Hasher, Rules: flow.Links.Rules, Random: rand.Reader, NewID: newID,
		}, cookies, now),
		Console: web.Handler(),
		Ping:    in.Store.Ping,
		Log:     log,
		Metrics: in.Metrics,
		Now:     now,
	}
	in.Metrics.Read(api.Sources{
		Version: "test", Engine: "test",
		Traffic: in.Store.Traffic, Companies: in.Store.Companies, Pools: in.Store.Pools, Revocations: in.Store.Revocations,
		Tokens: memory.Recalls, Directory: directory.Recalls,
		Limits: directory.Refused, Attempts: attempts.Refused, Registrations: registrations.Refused,
		Passwords: in.Hasher.TurnedAway, Followers: server.OAuth.Followers.Refused, Pulses: server.Admin.Refused,
		Feed: server.OAuth.Feed.Figures, Sweep: in.Sweeper.Progress.At, Now: now,
		LogoutNotices: in.Deliverer.Counts, Activity: in.Activity.Dropped,
	})
	return server
}

// follow runs the revocation feed until the test is over, and its store is closed.
func (in *Installation) follow(f *feed.Feed) {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); f.Run(ctx) }()
	in.t.Cleanup(func() { stop(); <-ended })
}

// Flush writes the figures that were collected.
func (in *Installation) Flush() {
	in.t.Helper()
	for more := true; more; {
		var err error
		more, err = in.Activity.Flush(context.Background(), in.Store)
		require.NoError(in.t, err)
	}
}

// Fail lets the store fail where the fault says; nil lets it work.
func (in *Installation) Fail(fault Fault) {
	if fault == nil {
		in.fault.Store(nil)
		return
	}
	in.fault.Store(&fault)
}

func (in *Installation) failing(_ context.Context, statement string) error {
	if fault := in.fault.Load(); fault != nil {
		return (*fault)(statement)
	}
	return nil
}

// Response is what came back.
type Response struct {
	Status int
	Header http.Header
	Body   string
}

// Send sends one request.
func (in *Installation) Send(method, path string, header http.Header, body string) Response {
	in.t.Helper()
	request, err := http.NewRequestWithContext(context.Background(), method, in.Address+path, strings.NewReader(body))
	require.NoError(in.t, err)
	request.Header = header.Clone()
	for name, values := range in.Always {
		request.Header[name] = values
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	require.NoError(in.t, err)
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	require.NoError(in.t, err)
	in.requireDescribed(response.Header, text)
	answer := Response{response.StatusCode, response.Header, string(text)}
	if in.Overhears != nil {
		in.Overhears(request, body, answer)
	}
	return answer
}

// description is what an error_description may be (RFC 6749 section 5.2).
var description = regexp.MustCompile(`^[ -!#-\[\]-~]*$`)

// requireDescribed looks at the error of every answer there is, in its body or on
// its way back to an application.
func (in *Installation) requireDescribed(header http.Header, body []byte) {
	in.t.Helper()
	var told struct {
		Description string `json:"error_description"`
	}
	// Most answers are no such object.
	_ = json.Unmarshal(body, &told)
	require.Regexp(in.t, description, told.Description)
	if back, err := url.Parse(header.Get("Location")); err == nil {
		require.Regexp(in.t, description, back.Query().Get("error_description"))
	}
}

// storeNow is the store's clock, which agrees with the test's.
func (in *Installation) storeNow(context.Context) (time.Time, error) { return in.Clock.Now(), nil }

func (in *Installation) createSystem() {
	in.t.Helper()
	now := in.Clock.Now()
	rows, err := in.Keys.Tenant(domain.Tenant{
		ID: domain.TenantID(newID()), Slug: domain.SystemSlug, Name: "System", Status: domain.Active,
		Revision: 1, Version: 1, Settings: domain.DefaultSettings(), Created: now, Updated: now,
	}, now)
	require.NoError(in.t, err)
	act := domain.Act{By: domain.SystemActor("test"), At: now}
	event := domain.Event{ID: newID(), At: now, Actor: act.By.String(), Action: "tenant.created", Object: "tenant:system"}
	require.NoError(in.t, in.Store.CreateTenant(context.Background(), act, rows, event))
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// rsaKey is made once: generating RSA keys takes longer than most tests.
var rsaKey = sync.OnceValues(func() (crypto.Signer, error) { return keys.GenerateKey(rand.Reader, "RS256") })

func generate(random io.Reader, alg string) (crypto.Signer, error) {
	if alg == "RS256" {
		return rsaKey()
	}
	return keys.GenerateKey(random, alg)
}
