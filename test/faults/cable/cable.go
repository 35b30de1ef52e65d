// Package cable is the wire between a server and its database, as something that
// can be cut, be jammed or be slow.
//
// A cable is a TCP address that passes everything on to another one, and back.
// Whoever connects to it cannot tell the difference until something is done to
// it; then the connections that are open are treated as a network would treat
// them, and both ends have to find out by themselves.
//
// The one idea worth knowing is that a connection is cut after a number of
// bytes, not only at a moment: that is how an answer arrives in half.
package cable

import (
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"
)

// Cable is one address. Its methods may be called from any goroutine.
type Cable struct {
	listener net.Listener
	far      string
	// removed is closed when the cable is.
	removed chan struct{}
	working sync.WaitGroup

	mu    sync.Mutex
	links map[*link]bool
	// jammed is nil, or closed by Clear.
	jammed chan struct{}
	late   time.Duration
}

// link is one connection through the cable.
type link struct {
	near, far net.Conn
	// fuse is how many bytes the far end may still answer, negative for any
	// number.
	mu   sync.Mutex
	fuse int
}

// Lay makes a cable to the address. It is removed when the test is over.
func Lay(t testing.TB, far string) *Cable {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("lay a cable: %s", err)
	}
	c := &Cable{listener: listener, far: far, removed: make(chan struct{}), links: map[*link]bool{}}
	c.working.Go(c.accept)
	t.Cleanup(c.remove)
	return c
}

// Address is where the near end connects.
func (c *Cable) Address() string { return c.listener.Addr().String() }

// Cut cuts every connection at once.
func (c *Cable) Cut() {
	for _, l := range c.open() {
		l.cut()
	}
}

// CutWithin has every connection be cut once the far end has answered some more
// bytes, up to most, drawn for each: in the middle of an answer, or between two.
func (c *Cable) CutWithin(most int, dice *rand.Rand) {
	for _, l := range c.open() {
		l.mu.Lock()
		l.fuse = dice.IntN(most)
		l.mu.Unlock()
	}
}

// Jam holds everything back, in both directions: connections stay open, new ones
// can be opened, and nothing arrives.
func (c *Cable) Jam() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.jammed == nil {
		c.jammed = make(chan struct{})
	}
}

// Clear lets what was held back arrive, and everything after it.
func (c *Cable) Clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.jammed != nil {
		close(c.jammed)
		c.jammed = nil
	}
}

// Delay has everything arrive later by so much, zero for at once.
func (c *Cable) Delay(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.late = by
}

func (c *Cable) open() (links []*link) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for l := range c.links {
		links = append(links, l)
	}
	return links
}

func (c *Cable) accept() {
	for {
		near, err := c.listener.Accept()
		if err != nil {
			return
		}
		c.working.Go(func() { c.connect(near) })
	}
}

// connect makes a link of a connection to the near end, and passes everything on
// until it ends.
func (c *Cable) connect(near net.Conn) {
	defer near.Close()
	if !c.wait() {
		return
	}
	far, err := net.Dial("tcp", c.far)
	if err != nil {
		// As if the near end had been refused itself.
		return
	}
	defer far.Close()
	l := &link{near: near, far: far, fuse: -1}
	c.mu.Lock()
	c.links[l] = true
	c.mu.Unlock()
	select {
	case <-c.removed:
		l.cut()
	default:
	}
	c.working.Go(func() { c.pass(near, far, nil) })
	c.pass(far, near, l)
	c.mu.Lock()
	delete(c.links, l)
	c.mu.Unlock()
}

// pass passes bytes on until one of the ends has had enough. Answers burn the
// link's fuse.
func (c *Cable) pass(from, to net.Conn, answers *link) {
	defer from.Close()
	defer to.Close()
	chunk := make([]byte, 32<<10)
	for {
		n, err := from.Read(chunk)
		// Not even the end of a connection gets through a jam.
		if !c.wait() || err != nil {
			return
		}
		let, last := n, false
		if answers != nil {
			let, last = answers.burn(n)
		}
		if _, err := to.Write(chunk[:let]); err != nil {
			return
		}
		if last {
			answers.cut()
			return
		}
	}
}

// wait returns when something may arrive, with false if it never will.
func (c *Cable) wait() bool {
	c.mu.Lock()
	jammed, late := c.jammed, c.late
	c.mu.Unlock()
	if jammed != nil {
		select {
		case <-jammed:
		case <-c.removed:
			return false
		}
	}
	time.Sleep(late)
	return true
}

// burn says how many of the next bytes may pass, and whether they are the last.
func (l *link) burn(n int) (let int, last bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.fuse < 0:
		return n, false
	case l.fuse < n:
		return l.fuse, true
	}
	l.fuse -= n
	return n, false
}

// cut ends the connection without a goodbye to either end.
func (l *link) cut() {
	for _, end := range []net.Conn{l.near, l.far} {
		if tcp, ok := end.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = end.Close()
	}
}

func (c *Cable) remove() {
	close(c.removed)
	_ = c.listener.Close()
	c.Cut()
	c.working.Wait()
}
