package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/jeton-id/jeton/api"
	"github.com/jeton-id/jeton/api/admin"
	"github.com/jeton-id/jeton/api/browser"
	"github.com/jeton-id/jeton/api/login"
	"github.com/jeton-id/jeton/api/oauth"
	"github.com/jeton-id/jeton/api/sse"
	"github.com/jeton-id/jeton/api/traces"
	"github.com/jeton-id/jeton/domain"
	manage "github.com/jeton-id/jeton/domain/admin"
	"github.com/jeton-id/jeton/domain/feed"
	"github.com/jeton-id/jeton/domain/introspect"
	"github.com/jeton-id/jeton/domain/issue"
	"github.com/jeton-id/jeton/domain/logout"
	"github.com/jeton-id/jeton/domain/password"
	"github.com/jeton-id/jeton/domain/register"
	"github.com/jeton-id/jeton/domain/revoke"
	"github.com/jeton-id/jeton/domain/signin"
	"github.com/jeton-id/jeton/domain/sweep"
	"github.com/jeton-id/jeton/domain/userinfo"
	"github.com/jeton-id/jeton/tenants"
	"github.com/jeton-id/jeton/tenants/outbound"
	"github.com/jeton-id/jeton/web"
)

// sweepInterval is the pause between two looks at drawers and deleted tenants.
const sweepInterval = 10 * time.Minute

// maxFollowers is how many resource servers one process tells what is taken back, and
// longestFollowing how long one stream lasts: with the next, whoever follows sets its
// clock by ours anew (ADR 0029).
const (
	maxFollowers     = 10_000
	longestFollowing = 2 * time.Minute
)

// headroom is memory that is held and never touched, so that it takes up none. To
// the garbage collector it is live, and it works whenever what is live has
// doubled: without it, a server that holds 4 MB works at every 4 MB of requests. It
// takes the 99th percentile of a quiet tenant beside a greedy one from 2.6 to 1.8
// times its own.
const headroom = 8 << 20

// background is what works beside the requests.
type background struct {
	sweeper   sweep.Sweeper
	deliverer *logout.Deliverer
	activity  *tenants.Activity
}

// wire makes the server from the installation: THE wiring, top to bottom.
func wire(in *installation, directory *tenants.Directory, work background, log *slog.Logger, spans *traces.Traces) *api.Server {
	metrics := api.NewMetrics(in.config.MetricsTenants)
	memory, attempts, registrations := tenants.NewMemory(), tenants.NewAttempts(), tenants.NewRegistrations()
	flow := &signin.Flow{
		Directory: directory, Store: in.store, Attempts: attempts, Issued: metrics.IssuedPersonally,
		Links: password.Links{Store: in.store, Hasher: in.passwords, Rules: passwordRules, NewID: newID},
		Now:   time.Now, Random: rand.Reader, NewID: newID,
	}
	cookies := browser.Cookies{Secure: strings.HasPrefix(in.config.PublicURL, "https:")}
	server := &api.Server{
		OAuth: oauth.Endpoints{
			Directory: directory,
			Issuer:    issue.Issuer{Directory: directory, Store: in.store, Now: time.Now, Random: rand.Reader, NewID: newID, Issued: metrics.Issued},
			Introspector: introspect.Introspector{
				Directory: directory,
				Memory:    memory,
				Reader:    func(tenant domain.TenantID) domain.Reader { return in.store.In(tenant) },
				Now:       time.Now,
				Note:      func(noted domain.Introspection) { metrics.Introspected(noted); work.activity.Note(noted) },
			},
			Revoker: revoke.Revoker{Directory: directory, Store: in.store, Now: time.Now, NewID: newID},
			Person: userinfo.Endpoint{
				Directory: directory,
				Reader:    func(tenant domain.TenantID) domain.Reader { return in.store.In(tenant) },
				Now:       time.Now,
			},
			Flow: flow,
			Registry: register.Registry{
				Tenant: directory.Current, Client: directory.CurrentClient, Store: in.store, Attempt: registrations.Attempt,
				Now: time.Now, Random: rand.Reader, NewID: newID,
			},
			Feed:      &feed.Feed{Directory: directory, Store: in.store, Now: time.Now},
			Followers: sse.NewStreams(maxFollowers, longestFollowing),
			Now:       time.Now,
		},
		Login: login.Pages{Flow: flow, Cookies: cookies},
		Admin: admin.New(&manage.Management{
			Store: in.store, Tenants: directory, Rates: in.config.rates(), Permissions: tenants.Permissions, Imagine: tenants.Imagine, Operator: domain.NewOperatorToken(in.config.OperatorToken),
			Keys: in.maker(), SignedIn: flow.SignedIn, Passwords: in.passwords, Rules: passwordRules, Random: rand.Reader, NewID: newID,
		}, cookies, time.Now),
		Console:        web.Handler(),
		Ping:           in.store.Ping,
		TrustedProxies: in.config.TrustedProxies,
		Log:            log,
		Metrics:        metrics,
		Tracer:         spans.Tracer(),
		Now:            time.Now,
	}
	metrics.Read(api.Sources{
		Version: version(), Engine: string(in.config.database().Engine),
		Traffic: in.store.Traffic, Companies: in.store.Companies, Pools: in.store.Pools, Revocations: in.store.Revocations,
		Tokens: memory.Recalls, Directory: directory.Recalls,
		Limits: directory.Refused, Attempts: attempts.Refused, Registrations: registrations.Refused,
		Passwords: in.passwords.TurnedAway, Followers: server.OAuth.Followers.Refused, Pulses: server.Admin.Refused,
		Feed: server.OAuth.Feed.Figures, Sweep: work.sweeper.Progress.At, Now: time.Now,
		LogoutNotices: work.deliverer.Counts, Activity: work.activity.Dropped,
	})
	return server
}

// traces starts what traces requests, nil if they are not.
func (in *installation) traces(ctx context.Context, log *slog.Logger) (*traces.Traces, error) {
	if in.config.TracesEndpoint == "" {
		return nil, nil
	}
	headers := in.config.tracesHeaders()
	headers.Set("Content-Type", "application/x-protobuf")
	collector := outbound.New(outbound.Anywhere())
	return traces.New(ctx, traces.Config{
		Ratio: in.config.TracesRatio, Version: version(), Instance: newID(), Log: log, Now: time.Now,
		Send: func(ctx context.Context, spans []byte) error {
			return collector.Post(ctx, in.config.TracesEndpoint, headers, spans)
		},
	})
}

// directory finds tenants, and fetches what their clients publish.
func (in *installation) directory() *tenants.Directory {
	directory := tenants.NewDirectory(in.store, in.wrapper, in.config.PublicURL, tenants.NewLimits(in.config.rates()))
	directory.Published = tenants.NewPublished(in.outbound.GetJSON)
	return directory
}

// deliverer tells clients that sessions have ended.
func (in *installation) deliverer(directory *tenants.Directory, log *slog.Logger) *logout.Deliverer {
	return &logout.Deliverer{
		Store: in.store, Tenant: directory.Current, Client: directory.CurrentClient, Post: in.outbound.PostForm,
		Noticed: in.store.Noticed(), Now: time.Now, Random: rand.Reader, NewID: newID, Log: log,
	}
}

// serve runs the server until the context ends and what is under way is done.
// Announce is called when the address is ours and before the first answer: what
// it stores and prints must not be lost to an address that was taken.
func serve(ctx context.Context, in *installation, log *slog.Logger, announce func() error) error {
	sweeper := sweep.Sweeper{Store: in.store, Keys: in.maker(), Now: time.Now, StoreNow: in.store.Clock, NewID: newID, Log: log, Progress: &sweep.Progress{}}
	if _, err := sweeper.Open(ctx); err != nil {
		return err
	}
	certificate, err := in.config.certificate()
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", in.config.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	defer func() { _ = listener.Close() }()
	directory := in.directory()
	activity := tenants.NewActivity(time.Now)
	deliverer := in.deliverer(directory, log)
	var metricsListener net.Listener
	if in.config.MetricsListen != "" {
		if metricsListener, err = new(net.ListenConfig).Listen(ctx, "tcp", in.config.MetricsListen); err != nil {
			return fmt.Errorf("listen for metrics: %w", err)
		}
		defer func() { _ = metricsListener.Close() }()
	}
	if err := announce(); err != nil {
		return err
	}
	spans, err := in.traces(ctx, log)
	if err != nil {
		return err
	}
	defer spans.Close()
	server := wire(in, directory, background{sweeper, deliverer, activity}, log, spans)
	log.Info("serving", "listen", listener.Addr().String(), "public_url", in.config.PublicURL, "engine", in.config.database().Engine)

	held := make([]byte, headroom)
	defer runtime.KeepAlive(held)
	ctx, stop := lingering(ctx, in.config.DrainDelay, server.Leave)
	defer stop()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return server.Serve(ctx, listener, certificate) })
	group.Go(func() error { server.OAuth.Feed.Run(ctx); return nil })
	group.Go(func() error { sweeper.Run(ctx, sweepInterval); return nil })
	group.Go(func() error { deliverer.Run(ctx); return nil })
	group.Go(func() error { activity.Run(ctx, in.store, log); return nil })
	if metricsListener != nil {
		group.Go(func() error { return serveMetrics(ctx, metricsListener, server.Metrics) })
	}
	err = group.Wait()
	// Nobody is answered any more, and the context has ended.
	activity.Close(context.WithoutCancel(ctx), in.store, log)
	return err
}

// lingering gives a context that ends a while after ctx does; leave is called when
// that one ends. A balancer learns from /readyz that a server is about to end, and
// takes its time; whatever it still sends meanwhile is answered, streams are told
// what happens, and the server behaves as before. It costs nothing where the delay
// is zero.
func lingering(ctx context.Context, delay time.Duration, leave func()) (context.Context, context.CancelFunc) {
	later, end := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		leave()
		select {
		case <-time.After(delay):
		case <-later.Done():
		}
		end()
	})
	return later, func() { stop(); end() }
}

// serveMetrics answers on a listener of its own: metrics are not for the public.
func serveMetrics(ctx context.Context, listener net.Listener, metrics *api.Metrics) error {
	server := &http.Server{Handler: metrics.Handler(), ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve metrics: %w", err)
	case <-ctx.Done():
	}
	if err := server.Close(); err != nil {
		return fmt.Errorf("stop metrics: %w", err)
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve metrics: %w", err)
	}
	return nil
}

// certificate loads the TLS certificate, nil if there is none to load.
func (c *Config) certificate() (*tls.Certificate, error) {
	if c.TLSCert == "" {
		return nil, nil
	}
	certificate, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
	if err != nil {
		return nil, fmt.Errorf("load certificate: %w", err)
	}
	return &certificate, nil
}
