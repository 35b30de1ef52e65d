package outbound

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// insiders are addresses that a stranger must not have us call, each in every way it
// can be written.
var insiders = []string{
	"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "100.100.100.200", "127.0.0.1", "127.1.2.3",
	"169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
	"198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
	"::", "::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2001:db8::1", "2001::1", "2001:10::1", "2001:20::1",
	"2002:7f00:1::1", "2002:a00:1::1", "3fff::1", "100::1", "64:ff9b:1::a00:1", "5f00::1", "::7f00:1",
}

var outsiders = []string{
	"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "128.0.0.1", "169.253.255.255", "172.15.255.255", "172.32.0.0",
	"192.0.1.1", "198.17.255.255", "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "64:ff9b::101:101", "::ffff:1.1.1.1",
}

// TestS50OnlyThePublicInternetIsCalled judges addresses, those of IPv4 also as they
// are mapped and translated.
func TestS50OnlyThePublicInternetIsCalled(t *testing.T) {
	for _, text := range insiders {
		for _, address := range spellings(netip.MustParseAddr(text)) {
			require.False(t, public(address), address)
		}
	}
	for _, text := range outsiders {
		for _, address := range spellings(netip.MustParseAddr(text)) {
			require.True(t, public(address), address)
		}
	}
}

func spellings(address netip.Addr) []netip.Addr {
	if !address.Is4() {
		return []netip.Addr{address}
	}
	four := address.As4()
	translated := netip.MustParseAddr(fmt.Sprintf("64:ff9b::%x:%x", uint16(four[0])<<8|uint16(four[1]), uint16(four[2])<<8|uint16(four[3])))
	return []netip.Addr{address, netip.AddrFrom16(address.As16()), translated}
}

// TestS50TheDialerDecides calls a server of this machine by every name it has: what
// is refused is refused where it is dialled, after names were resolved.
func TestS50TheDialerDecides(t *testing.T) {
	reached := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(strings.TrimPrefix(server.URL, "http://"))
	require.NoError(t, err)
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "127.1", "2130706433", "0x7f.1", "0.0.0.0", "[::]", "[::1]"} {
		for _, call := range calls(New(nil)) {
			err := call("http://" + host + ":" + port + "/")
			require.Error(t, err, host)
		}
	}
	for _, call := range calls(New(nil)) {
		require.ErrorIs(t, call(server.URL), ErrRefused)
		require.ErrorIs(t, call("http://localhost:"+port), ErrRefused)
	}
	require.False(t, reached)
	allowed := New([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")})
	status, err := allowed.PostForm(t.Context(), server.URL, url.Values{})
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status)
	require.True(t, reached)
	_, err = New([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}).PostForm(t.Context(), server.URL, url.Values{})
	require.ErrorIs(t, err, ErrRefused, "another network")
}

// calls are the ways to call out.
func calls(c *Client) []func(address string) error {
	return []func(address string) error{
		func(address string) error {
			_, err := c.PostForm(context.Background(), address, url.Values{})
			return err
		},
		func(address string) error { _, err := c.GetJSON(context.Background(), address); return err },
		func(address string) error { return c.Post(context.Background(), address, http.Header{}, nil) },
	}
}

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}

// TestS50ARedirectIsNotFollowed answers with a redirect to somewhere allowed, and to
// somewhere that is not.
func TestS50ARedirectIsNotFollowed(t *testing.T) {
	reached := false
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	t.Cleanup(inside.Close)
	for _, target := range []string{inside.URL, "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "gopher://x"} {
		for _, code := range []int{301, 302, 303, 307, 308} {
			server := httptest.NewServer(http.RedirectHandler(target, code))
			status, err := New(loopback).PostForm(t.Context(), server.URL, url.Values{"logout_token": {"x"}})
			require.NoError(t, err)
			require.Equal(t, code, status)
			_, err = New(loopback).GetJSON(t.Context(), server.URL)
			require.Error(t, err)
			err = New(loopback).Post(t.Context(), server.URL, http.Header{"Authorization": {"x"}}, []byte("x"))
			require.ErrorContains(t, err, strconv.Itoa(code))
			server.Close()
		}
	}
	require.False(t, reached)
}

// TestS50NoProxyAndNoOtherScheme holds the client to what it is told, whatever the
// environment says.
func TestS50NoProxyAndNoOtherScheme(t *testing.T) {
	proxied := false
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { proxied = true }))
	t.Cleanup(proxy.Close)
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"} {
		t.Setenv(name, proxy.URL)
	}
	for _, address := range []string{"http://192.0.2.1/", "file:///etc/passwd", "ftp://127.0.0.1/", "unix:///var/run/docker.sock", "//127.0.0.1/", "127.0.0.1", ""} {
		for _, call := range calls(New(loopback)) {
			require.Error(t, call(address), address)
		}
	}
	require.False(t, proxied)
}

// TestS53AnAnswerIsBounded answers with more than is taken, for longer than is
// waited, and without an end.
func TestS53AnAnswerIsBounded(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/much":
			_, _ = w.Write(make([]byte, maxBody+1))
		case "/headers":
			w.Header().Set("X-Long", strings.Repeat("x", 2*maxHeader))
		case "/slow":
			<-r.Context().Done()
		case "/compressed":
			w.Header().Set("Content-Encoding", r.Header.Get("Accept-Encoding"))
		default:
			_, _ = w.Write([]byte(`{"keys":[]}`))
		}
	}))
	t.Cleanup(server.Close)
	client := New(loopback)
	body, err := client.GetJSON(t.Context(), server.URL+"/")
	require.NoError(t, err)
	require.Equal(t, `{"keys":[]}`, string(body))
	for _, path := range []string{"/much", "/headers"} {
		_, err := client.GetJSON(t.Context(), server.URL+path)
		require.Error(t, err, path)
	}
	status, err := client.PostForm(t.Context(), server.URL+"/much", url.Values{})
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status, "what it says beside its status is nobody's business")
	require.Equal(t, Timeout, client.http.Timeout)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = client.PostForm(ctx, server.URL+"/slow", url.Values{})
	require.True(t, errors.Is(err, context.DeadlineExceeded), err)
}

// TestACertificateIsVerified talks to a server whose certificate nobody vouches for.
func TestACertificateIsVerified(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(server.Close)
	for _, call := range calls(New(loopback)) {
		require.ErrorContains(t, call(server.URL), "certificate")
	}
}
