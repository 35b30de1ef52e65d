package api

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"
	"go.opentelemetry.io/otel/trace"

	"github.com/jeton-id/jeton/api/admin"
	"github.com/jeton-id/jeton/api/login"
	"github.com/jeton-id/jeton/api/oauth"
)

// Bounds of one request. A request that cannot be answered in requestTimeout is
// answered with 503.
const (
	headerTimeout  = 5 * time.Second
	readTimeout    = 10 * time.Second
	requestTimeout = 10 * time.Second
	writeTimeout   = 20 * time.Second
	idleTimeout    = 2 * time.Minute
	drainTimeout   = 30 * time.Second
	maxHeaderBytes = 16 << 10
)

// Server is Jeton's HTTP server.
type Server struct {
	OAuth oauth.Endpoints
	Login login.Pages
	Admin *admin.API
	// Console serves the pages beneath /t/{tenant}/console.
	Console http.Handler
	// Ping reports whether the store can be reached.
	Ping func(context.Context) error
	// TrustedProxies are those whose X-Forwarded-For is believed for the log, and
	// whose traceparent is for traces; no other forwarding header is ever read.
	TrustedProxies []netip.Prefix
	Log            *slog.Logger
	Metrics        *Metrics
	// Tracer begins the spans of requests, nil for none.
	Tracer trace.Tracer
	Now    func() time.Time

	// people is made with the handler.
	people   peoplesPaths
	draining atomic.Bool
}

// Handler gives the whole of the HTTP side as one handler.
func (s *Server) Handler() http.Handler {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = clientAddress(s.TrustedProxies)
	e.Binder = admin.Binder{}
	e.HTTPErrorHandler = s.writeError
	e.Use(s.observe)
	s.people = pathsOfPeople(s.Routes())
	if s.Metrics != nil {
		s.Metrics.requests.know(s.Routes())
	}
	for _, route := range s.Routes() {
		e.Add(route.Method, route.Path, route.Handler, s.admit(route)...)
		if route.Method == http.MethodGet {
			// What can be read can be asked about (RFC 9110 section 9.3.2); the
			// server leaves the body out.
			e.Add(http.MethodHead, route.Path, route.Handler, s.admit(route)...)
		}
	}
	return s.handOver(guard(e))
}

// Leave has the server tell whoever asks that it is about to end: /readyz says no,
// and each answer is the last on its connection, so that callers who keep theirs
// open come back by another, to another server. Everything is still answered.
func (s *Server) Leave() { s.draining.Store(true) }

// handOver closes connections with their next answer once the server is leaving.
// Closed without one, a connection may have a request under way that nobody reads.
func (s *Server) handOver(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.draining.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// Serve answers requests on the listener until the context ends, then drains:
// it stops listening, so that new requests go elsewhere, and lets those under
// way finish. With a certificate it speaks TLS.
func (s *Server) Serve(ctx context.Context, listener net.Listener, certificate *tls.Certificate) error {
	server := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() {
		if certificate == nil {
			failed <- server.Serve(listener)
			return
		}
		server.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{*certificate}}
		failed <- server.ServeTLS(listener, "", "")
	}()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	s.Leave()
	s.Admin.Drain()
	s.OAuth.Followers.Drain()
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		return fmt.Errorf("drain: %w", err)
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// clientAddress tells where a request came from: the peer, or what trusted
// proxies say.
func clientAddress(trusted []netip.Prefix) echo.IPExtractor {
	if len(trusted) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, prefix := range trusted {
		_, network, err := net.ParseCIDR(prefix.Masked().String())
		if err == nil {
			options = append(options, echo.TrustIPRange(network))
		}
	}
	return echo.ExtractIPFromXFFHeader(options...)
}
