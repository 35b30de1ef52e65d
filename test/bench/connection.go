package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"
)

// connection is one connection that is kept open. Requests are sent as they are
// handed in; nothing is allocated on the way.
type connection struct {
	net net.Conn
	in  []byte
}

// longestAnswer bounds an answer, in bytes.
const longestAnswer = 1 << 20

func dial(ctx context.Context, address string) (*connection, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return &connection{net: conn, in: make([]byte, 16<<10)}, nil
}

func (c *connection) close() { _ = c.net.Close() }

// expectBy sets the moment after which a missing answer is an error.
func (c *connection) expectBy(deadline time.Time) error { return c.net.SetDeadline(deadline) }

// ask sends a request and waits for the whole of its answer.
func (c *connection) ask(request []byte) (answer, error) {
	if _, err := c.net.Write(request); err != nil {
		return answer{}, fmt.Errorf("send: %w", err)
	}
	for read := 0; ; {
		if read == len(c.in) {
			if read >= longestAnswer {
				return answer{}, errors.New("an answer without an end")
			}
			c.in = append(c.in, make([]byte, len(c.in))...)
		}
		n, err := c.net.Read(c.in[read:])
		if err != nil {
			return answer{}, fmt.Errorf("receive: %w", err)
		}
		read += n
		a, size, err := parseAnswer(c.in[:read])
		switch {
		case err != nil:
			return answer{}, err
		case size == read:
			return a, nil
		case size > 0:
			return answer{}, fmt.Errorf("%d bytes after the end of an answer", read-size)
		}
	}
}
