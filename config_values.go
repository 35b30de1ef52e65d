package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jeton-id/jeton/api"
	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/keys"
)

func parseListen(text string) (string, error) {
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		return "", fmt.Errorf("%q is not of the form host:port", text)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || strconv.FormatUint(n, 10) != port {
		return "", fmt.Errorf("%q is not a port number", port)
	}
	return net.JoinHostPort(host, port), nil
}

func parsePublicURL(text string) (string, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return "", errors.New("it is not a URL")
	case u.User != nil:
		return "", errors.New("it must not have a user or password")
	case u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return "", fmt.Errorf("%q does not begin with https:// and a host (or http:// for trying out)", text)
	case u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.ForceQuery || strings.Contains(text, "#"):
		return "", fmt.Errorf("%q has more than scheme, host and port", text)
	case u.Host != strings.ToLower(u.Host) || strings.HasSuffix(u.Host, ":") || strings.HasSuffix(u.Hostname(), "."):
		return "", fmt.Errorf("%q is not the one way to write it: lower case, no trailing dot or colon", text)
	}
	if public := u.Scheme + "://" + u.Host; public == strings.TrimSuffix(text, "/") {
		return public, nil
	}
	return "", fmt.Errorf("%q is not the one way to write it: lower case, nothing escaped", text)
}

// isLoopback reports whether a host can be reached from this machine only, where
// TLS protects nothing.
func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && address.IsLoopback()
}

func checkSecretKey(secret domain.Secret) error {
	if _, err := keys.NewWrapper(secret, rand.Reader); err != nil {
		return fmt.Errorf("it is not %d bytes in base64", keys.SecretKeySize)
	}
	// Drawn at random, 32 bytes have some 30 different values.
	key, err := base64.StdEncoding.DecodeString(secret.Reveal())
	if err != nil || variety(string(key)) < 8 {
		return errors.New("it was not drawn at random")
	}
	return nil
}

func checkOperatorToken(text string) error {
	if len(text) < domain.MinOperatorToken {
		return fmt.Errorf("it has fewer than %d characters", domain.MinOperatorToken)
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("it has characters that do not travel in a header: use letters and digits")
	}
	if variety(text) < 8 {
		return errors.New("it was not drawn at random")
	}
	return nil
}

// variety counts the different bytes.
func variety(text string) int {
	seen := map[byte]bool{}
	for i := range len(text) {
		seen[text[i]] = true
	}
	return len(seen)
}

func parseNetworks(text string) ([]netip.Prefix, error) {
	var networks []netip.Prefix
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		if address, err := netip.ParseAddr(part); err == nil && address.Zone() == "" {
			networks = append(networks, netip.PrefixFrom(address, address.BitLen()))
			continue
		}
		prefix, err := netip.ParsePrefix(part)
		if err != nil {
			return nil, fmt.Errorf("%q is neither an address nor a network", part)
		}
		if prefix != prefix.Masked() {
			return nil, fmt.Errorf("%q has bits after its prefix: write %s", part, prefix.Masked())
		}
		networks = append(networks, prefix)
	}
	return networks, nil
}

// parseNamed reads the slugs of tenants that metrics name. Each multiplies what is kept,
// so they are few; and none may be taken for one of the classes of tenants.
func parseNamed(text string) ([]domain.Slug, error) {
	var named []domain.Slug
	for part := range strings.SplitSeq(text, ",") {
		slug, err := domain.ParseSlug(strings.TrimSpace(part))
		switch {
		case err != nil:
			return nil, fmt.Errorf("%q is not a tenant's slug", strings.TrimSpace(part))
		case slices.Contains(named, slug):
			return nil, fmt.Errorf("%q is named twice", slug)
		case slices.Contains(api.TenantClasses(), string(slug)):
			return nil, fmt.Errorf("%q cannot be named: it stands for tenants of a class", slug)
		}
		named = append(named, slug)
	}
	if len(named) > api.MaxNamed {
		return nil, fmt.Errorf("it names %d tenants, and %d are the most", len(named), api.MaxNamed)
	}
	return named, nil
}

// parseRate reads a number of requests per second.
func parseRate(text string) (int64, error) {
	rate, err := strconv.ParseInt(text, 10, 64)
	if err != nil || rate < 1 || rate > 1_000_000 {
		return 0, errors.New("a rate is a whole number of requests a second from 1 to 1000000")
	}
	return rate, nil
}

// parseDelay reads how long to wait for balancers.
func parseDelay(text string) (time.Duration, error) {
	delay, err := time.ParseDuration(text)
	if err != nil || delay < 0 || delay > time.Minute {
		return 0, errors.New("a delay is a number of seconds from 0s to 60s")
	}
	return delay, nil
}
