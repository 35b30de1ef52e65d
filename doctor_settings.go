package main

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/url"
	"time"
)

// certificateNotice is how long before its end a certificate is worth a word.
const certificateNotice = 14 * 24 * time.Hour

// settings looks at what is valid and may be unwise all the same.
func (d *doctor) settings(c Config) {
	public, err := url.Parse(c.PublicURL)
	switch {
	case err != nil:
		d.fail("public URL", "%s cannot be read", c.PublicURL)
		return
	case isLoopback(public.Hostname()) && !isLoopback(c.listenHost()):
		d.warn("public URL", "%s is this machine alone, and JETON_LISTEN is open to others: issuers would be of no use to them; set JETON_PUBLIC_URL to what they call", c.PublicURL)
	case public.Scheme == "http" && !isLoopback(public.Hostname()):
		d.warn("public URL", "%s is not https: tokens and secrets travel in the clear, and RFC 7662 section 2 asks for TLS; put a TLS proxy in front, or set JETON_TLS_CERT and JETON_TLS_KEY", c.PublicURL)
	default:
		d.ok("public URL", "issuers are %s/t/{tenant}", c.PublicURL)
	}
	if public.Scheme == "https" && c.TLSCert == "" && len(c.TrustedProxies) == 0 {
		d.warn("trusted proxies", "a proxy must be what speaks TLS for %s, and none is trusted: to Jeton every caller has the proxy's address, so that whoever guesses passwords locks everybody out, and the log names nobody; set JETON_TRUSTED_PROXIES to the proxy's address", c.PublicURL)
	}
	for _, proxy := range c.TrustedProxies {
		if proxy.Bits() == 0 {
			d.warn("trusted proxies", "%s is everybody: whoever calls can claim to come from anywhere; name your proxies in JETON_TRUSTED_PROXIES", proxy)
		}
	}
	for _, network := range c.OutboundAllow {
		if network.Bits() == 0 {
			d.warn("outbound", "%s is everything: whoever registers a client can have this machine and its neighbours called; name your networks in JETON_OUTBOUND_ALLOW", network)
		}
	}
	if c.TenantRate > 0 && c.CallerRate > c.TenantRate {
		d.warn("rates", "one caller may ask %d times a second and its whole tenant %d: JETON_CALLER_RATE has no effect; make it less than JETON_TENANT_RATE", c.CallerRate, c.TenantRate)
	}
	if c.TLSCert != "" {
		d.certificate(c)
	}
}

func (d *doctor) certificate(c Config) {
	pair, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
	if err != nil {
		d.fail("certificate", "%s", err)
		return
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		d.fail("certificate", "%s cannot be read: %s", c.TLSCert, err)
		return
	}
	public, err := url.Parse(c.PublicURL)
	if err == nil && leaf.VerifyHostname(public.Hostname()) != nil {
		d.warn("certificate", "%s is not for %s; that is right only behind a proxy with another one", c.TLSCert, public.Hostname())
	}
	switch left := time.Until(leaf.NotAfter); {
	case left <= 0:
		d.fail("certificate", "%s ended on %s: renew it", c.TLSCert, leaf.NotAfter.Format(time.DateOnly))
	case left < certificateNotice:
		d.warn("certificate", "%s ends on %s: renew it", c.TLSCert, leaf.NotAfter.Format(time.DateOnly))
	default:
		d.ok("certificate", "valid until %s", leaf.NotAfter.Format(time.DateOnly))
	}
}

// listenHost is the host of JETON_LISTEN.
func (c *Config) listenHost() string {
	// readConfig parsed it before.
	host, _, _ := net.SplitHostPort(c.Listen)
	return host
}
