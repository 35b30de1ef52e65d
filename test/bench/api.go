package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/jeton-id/jeton/api/bearer"
)

// The API that package bearer protects, in each of the ways there are.

// protection is how an API is protected.
type protection string

const (
	// unprotected is the most there is to win.
	unprotected protection = "without protection"
	leased      protection = "from memory, under a lease"
	cached      protection = "from memory, for five minutes"
	asking      protection = "asking each time"
)

// lease is that of every API here.
const lease = time.Second

// ordersBody is what the API answers.
const ordersBody = `{"orders":["3 lamps","1 chair"]}`

// apiJob says what an API is, as the benchmark tells it on standard input.
type apiJob struct {
	Protection protection
	API        bearer.API
	// ServedAt has the addresses of the servers.
	ServedAt []string
}

// guard makes the guard of an API. Whatever the issuer's name, and though that says
// https, it connects to one of the addresses as it is.
func (j apiJob) guard() (*bearer.Guard, error) {
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, j.ServedAt[rand.IntN(len(j.ServedAt))])
	}
	transport := &http.Transport{DialTLSContext: dial, MaxIdleConnsPerHost: 64}
	o := bearer.Options{API: j.API, HTTP: &http.Client{Transport: transport}, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)), Timeout: 20 * time.Second}
	switch j.Protection {
	case leased:
		o.Lease = lease
	case cached:
		o.HTTP.Transport = fiveMinutes{transport}
	}
	return bearer.New(o)
}

// fiveMinutes makes every answer one that may be remembered for so long.
type fiveMinutes struct{ transport http.RoundTripper }

func (f fiveMinutes) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := f.transport.RoundTrip(r)
	if err == nil {
		response.Header.Set("Cache-Control", "private, max-age=300")
	}
	return response, err
}

// serveAPI is the subcommand. It tells its address on standard output.
func serveAPI() error {
	var j apiJob
	if err := json.NewDecoder(os.Stdin).Decode(&j); err != nil {
		return fmt.Errorf("read what to be: %w", err)
	}
	var orders http.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, ordersBody)
	})
	if j.Protection != unprotected {
		guard, err := j.guard()
		if err != nil {
			return err
		}
		defer guard.Close()
		orders = guard.Require(orders, "orders:read")
	}
	mux := http.NewServeMux()
	mux.Handle("GET /orders", orders)
	mux.HandleFunc("GET /readyz", func(http.ResponseWriter, *http.Request) {})
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if _, err := fmt.Println(listener.Addr()); err != nil {
		return err
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	return server.Serve(listener)
}

// asAPI gives the tenant's API as package bearer knows it.
func (t tenant) asAPI() bearer.API {
	return bearer.API{Issuer: publicURL + "/t/" + t.slug, Audience: apiIdentifier, ID: t.api.ID, Secret: t.api.Secret}
}
