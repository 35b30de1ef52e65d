package outbound

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"syscall"
)

// ErrRefused says that an address is one that nothing is sent to.
var ErrRefused = errors.New("the address is not on the public internet")

// closed are the networks in which nobody has business whose address somebody else
// wrote down: those that RFC 6890 and its registries keep from the public internet,
// and what clouds answer their own machines at.
var closed = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
	"192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"168.63.129.16/32", // of a cloud, to its machines
	"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
)

var (
	// global is where all public addresses of IPv6 are (RFC 4291 section 2.4).
	global = netip.MustParsePrefix("2000::/3")
	// translated has an address of IPv4 in its last four bytes (RFC 6052 section
	// 2.1), which is the one that is reached.
	translated = netip.MustParsePrefix("64:ff9b::/96")
)

func prefixes(texts ...string) (all []netip.Prefix) {
	for _, text := range texts {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}

// public reports whether an address is on the public internet. An address of IPv4
// is judged alike however it is written.
func public(address netip.Addr) bool {
	address = address.WithZone("").Unmap()
	if translated.Contains(address) {
		bytes := address.As16()
		address = netip.AddrFrom4([4]byte(bytes[12:]))
	}
	if address.Is6() && !global.Contains(address) {
		return false
	}
	return !within(closed, address)
}

func within(networks []netip.Prefix, address netip.Addr) bool {
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(address) })
}

// control is asked by the dialer for each address, after names were resolved and
// before anything is sent: whatever a name says by then is what is judged, and
// there is no other look-up between.
func control(allowed []netip.Prefix) func(network, address string, _ syscall.RawConn) error {
	return func(network, address string, _ syscall.RawConn) error {
		target, err := netip.ParseAddrPort(address)
		if err != nil || network != "tcp4" && network != "tcp6" {
			return fmt.Errorf("%w: %s %s", ErrRefused, network, address)
		}
		ip := target.Addr()
		if within(allowed, ip.WithZone("").Unmap()) || public(ip) {
			return nil
		}
		return fmt.Errorf("%w: %s", ErrRefused, ip)
	}
}
