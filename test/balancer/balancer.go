// Package balancer stands before replicas as the service of a cluster does.
//
// It passes connections on, byte by byte, and knows nothing of HTTP: a connection
// that a client keeps open stays with the replica it came to. Which replicas get new
// ones it finds out by asking each for /readyz, again and again, and so learns of a
// change a moment later.
//
// The one idea worth knowing is what it does not do. It tries nothing again, takes no
// connection away from a replica that is leaving, and hides no error: a replica that
// ends before the balancer knows costs requests, and those are what tests count.
package balancer

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Balancer listens on loopback and passes connections on.
type Balancer struct {
	// URL is where it listens.
	URL      string
	listener net.Listener
	backends []*backend
	next     atomic.Int64
	busy     sync.WaitGroup
}

// backend is a replica, ready as of the last time it was asked.
type backend struct {
	url   string
	ready atomic.Bool
}

// Start starts a balancer before the replicas, which it asks every so often whether
// they are ready. It goes with the test.
func Start(t testing.TB, every time.Duration, urls ...string) *Balancer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &Balancer{URL: "http://" + listener.Addr().String(), listener: listener}
	ctx, stop := context.WithCancel(context.Background())
	for _, url := range urls {
		replica := &backend{url: url}
		b.backends = append(b.backends, replica)
		b.busy.Go(func() { replica.watch(ctx, every) })
	}
	b.busy.Go(func() { b.accept(ctx) })
	t.Cleanup(func() {
		stop()
		_ = listener.Close()
		b.busy.Wait()
	})
	return b
}

// AwaitReady returns when the balancer knows so many replicas to be ready.
func (b *Balancer) AwaitReady(t testing.TB, replicas int) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		ready := 0
		for _, replica := range b.backends {
			if replica.ready.Load() {
				ready++
			}
		}
		if ready == replicas {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the balancer knows %d replicas to be ready, not %d", ready, replicas)
		}
	}
}

// watch asks whether the replica is ready, on a connection of its own each time.
func (r *backend) watch(ctx context.Context, every time.Duration) {
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for ctx.Err() == nil {
		r.ready.Store(r.ask(ctx, client))
		select {
		case <-ctx.Done():
		case <-time.After(every):
		}
	}
}

func (r *backend) ask(ctx context.Context, client *http.Client) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.url+"/readyz", nil)
	if err != nil {
		return false
	}
	response, err := client.Do(request)
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}

func (b *Balancer) accept(ctx context.Context) {
	for {
		client, err := b.listener.Accept()
		if err != nil {
			return
		}
		b.busy.Go(func() { b.pass(ctx, client) })
	}
}

// pass connects a client to the next replica that is ready, and is done when either
// has closed. Without one the client is turned away.
func (b *Balancer) pass(ctx context.Context, client net.Conn) {
	defer client.Close()
	replica := b.pick()
	if replica == nil {
		return
	}
	server, err := new(net.Dialer).DialContext(ctx, "tcp", strings.TrimPrefix(replica.url, "http://"))
	if err != nil {
		return
	}
	defer server.Close()
	defer context.AfterFunc(ctx, func() { _ = client.Close(); _ = server.Close() })()
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{client, server}, {server, client}} {
		both.Go(func() {
			_, _ = io.Copy(way[1], way[0])
			// What was sent before still arrives.
			if half, ok := way[1].(*net.TCPConn); ok {
				_ = half.CloseWrite()
			}
		})
	}
	both.Wait()
}

// pick gives the next replica in turn that is ready, nil if none is.
func (b *Balancer) pick() *backend {
	for range b.backends {
		replica := b.backends[int(b.next.Add(1))%len(b.backends)]
		if replica.ready.Load() {
			return replica
		}
	}
	return nil
}
