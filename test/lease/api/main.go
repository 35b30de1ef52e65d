// Command api is an API that package bearer protects, as its author would write it,
// for the tests of leases to break the network of.
//
// It reads from its environment who it is at which tenant, and at which addresses,
// with commas between, the tenant is served: whatever the issuer's name, it connects
// to one of those.
package main

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jeton-id/jeton/api/bearer"
)

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	lease, err := time.ParseDuration(os.Getenv("LEASE"))
	if err != nil {
		return fmt.Errorf("read LEASE: %w", err)
	}
	asked := &counting{transport: &http.Transport{DialContext: anyOf(strings.Split(os.Getenv("SERVED_AT"), ",")), MaxIdleConnsPerHost: 64}}
	guard, err := bearer.New(bearer.Options{
		API:     bearer.API{Issuer: os.Getenv("ISSUER"), Audience: os.Getenv("AUDIENCE"), ID: os.Getenv("API_ID"), Secret: os.Getenv("API_SECRET")},
		Lease:   lease,
		Timeout: time.Second,
		HTTP:    &http.Client{Transport: asked},
	})
	if err != nil {
		return err
	}
	defer guard.Close()
	http.Handle("GET /things", guard.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintln(w, bearer.ClaimsOf(r.Context()).ID)
	})))
	// How often Jeton was asked about a token.
	http.HandleFunc("GET /asked", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, asked.questions.Load()) })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	fmt.Println(listener.Addr())
	return http.Serve(listener, nil)
}

// anyOf connects to one of the addresses, to another if that is not there.
func anyOf(addresses []string) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, _ string) (conn net.Conn, err error) {
		for _, at := range rand.Perm(len(addresses)) {
			if conn, err = new(net.Dialer).DialContext(ctx, network, addresses[at]); err == nil {
				return conn, nil
			}
		}
		return nil, err
	}
}

// counting counts the questions about tokens that go by.
type counting struct {
	transport http.RoundTripper
	questions atomic.Int64
}

func (c *counting) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/introspect") {
		c.questions.Add(1)
	}
	return c.transport.RoundTrip(r)
}
