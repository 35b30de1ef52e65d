package api

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strconv"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/jeton-id/jeton/api/event"
)

// ofServer is made once: a span that is not recorded must cost next to nothing.
var ofServer = []trace.SpanStartOption{trace.WithSpanKind(trace.SpanKindServer)}

// trace begins the span of a request, in a context that carries it to whatever is
// done for the request. If traces are off, it stands for none.
func (s *Server) trace(ctx context.Context, r *http.Request) (context.Context, trace.Span) {
	if s.Tracer == nil {
		return ctx, noop.Span{}
	}
	return s.Tracer.Start(s.continued(ctx, r), "request", ofServer...)
}

// continued takes up the trace that a trusted proxy began, and with it the decision
// whether it is recorded (W3C Trace Context). From anybody else it would be a way to
// have us record what they like, under the name of somebody's trace. Of the headers
// traceparent alone is read: tracestate and baggage are text that others wrote.
func (s *Server) continued(ctx context.Context, r *http.Request) context.Context {
	parent := r.Header["Traceparent"]
	if len(parent) != 1 || !s.trusts(r.RemoteAddr) {
		return ctx
	}
	return propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": parent[0]})
}

// trusts reports whether the peer of a connection is a trusted proxy.
func (s *Server) trusts(peer string) bool {
	address, err := netip.ParseAddrPort(peer)
	if err != nil {
		return false
	}
	ip := address.Addr().WithZone("").Unmap()
	return slices.ContainsFunc(s.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// show ends what a recorded span says: what its event does, under the name of its
// route. A path is in neither: it may have a secret in it.
func show(span trace.Span, wide *event.Event, method, route string, status int, failed bool) {
	name := "HTTP" // for what is nowhere
	if route != "" {
		name = method + " " + route
	}
	span.SetName(name)
	wide.Show(span)
	if !failed {
		return
	}
	why := "_OTHER" // it broke off after its status had left
	if status >= http.StatusInternalServerError {
		why = strconv.Itoa(status)
	}
	span.SetStatus(codes.Error, "")
	span.SetAttributes(semconv.ErrorTypeKey.String(why))
}

// methodOf gives a request's method, or the word that OpenTelemetry has for one that
// nobody knows: it may be any word, and a new one each time.
func methodOf(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions, http.MethodConnect, http.MethodTrace:
		return r.Method
	}
	return "_OTHER"
}
