package outbound

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/netip"
)

// Anywhere is every network: for an address that the operator wrote in the
// settings, and nobody else.
func Anywhere() []netip.Prefix {
	return []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}
}

// Post sends a body with its headers. Anything but a status of success is an error,
// which says nothing of what was answered: it may repeat what was sent.
func (c *Client) Post(ctx context.Context, address string, header http.Header, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	request.Header = header.Clone()
	answer, err := c.do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	// Read to its end, so that the connection can be used again.
	_, _ = io.CopyN(io.Discard, answer.Body, maxBody)
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return fmt.Errorf("post: the answer is %d", answer.StatusCode)
	}
	return nil
}
