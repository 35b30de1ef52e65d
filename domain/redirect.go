package domain

import (
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Bounds of the addresses a client registers.
const (
	maxURIs = 50
	maxURI  = 1000
)

var (
	hostForm    = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)
	schemeForm  = regexp.MustCompile(`^[a-z][a-z0-9+.-]*$`)
	privateForm = regexp.MustCompile(`^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+$`)
)

// dangerousSchemes run or show what the address itself carries. None of them
// would pass the other rules; they are named so that the refusal says why.
var dangerousSchemes = []string{"javascript", "data", "vbscript", "file", "blob", "about", "filesystem", "view-source"}

// loopbackHosts are where plain HTTP may go to: it does not leave the machine.
// RFC 8252 section 8.3 would rather not have localhost, which a resolver may
// point elsewhere; it is allowed as it is, port and all.
var loopbackHosts = []string{"127.0.0.1", "[::1]", "localhost"}

// checkRedirect refuses an address that answers must not be sent to: what is not
// absolute, has a fragment or user information, is or could be taken for a
// pattern, goes over plain HTTP to another machine, or is spelt in a way that two
// readers could read differently. A native application may have a scheme of its
// own, which has a dot in it (RFC 8252 section 7.1).
func checkRedirect(field, uri string, native bool) error {
	scheme, rest, _ := strings.Cut(uri, ":")
	switch {
	case slices.Contains(dangerousSchemes, strings.ToLower(scheme)):
		return InvalidField(field, "the scheme %s is dangerous in a browser", strings.ToLower(scheme))
	case scheme == "https", scheme == "http":
		return checkWeb(field, uri)
	case !schemeForm.MatchString(scheme):
		return InvalidField(field, "an address is absolute: it begins with a scheme in lower case, such as https://")
	case !native:
		return InvalidField(field, "a web application is sent to https only, or to http on this machine; a scheme of its own is for native ones")
	case !privateForm.MatchString(scheme):
		return InvalidField(field, "a scheme of a native application's own is a domain name in reverse, such as com.example.app")
	case !strings.HasPrefix(rest, "/"):
		return InvalidField(field, "after the scheme comes a slash")
	}
	return checkSpelling(field, uri)
}

// checkWeb refuses what is no https address, nor http on this machine.
func checkWeb(field, uri string) error {
	if err := checkSpelling(field, uri); err != nil {
		return err
	}
	scheme, rest, ok := strings.Cut(uri, "://")
	if !ok || scheme != "https" && scheme != "http" {
		return InvalidField(field, "an address begins with https://, or with http:// on this machine")
	}
	authority := rest
	if end := strings.IndexAny(rest, "/?"); end >= 0 {
		authority = rest[:end]
	}
	host, port := authority, ""
	if colon := strings.LastIndexByte(authority, ':'); colon > strings.LastIndexByte(authority, ']') {
		host, port = authority[:colon], authority[colon+1:]
		if !isPort(port) {
			return InvalidField(field, "a port is a number from 1 to 65535")
		}
	}
	if !isHost(host) {
		return InvalidField(field, "a host is a name or address in lower case, and nothing stands before it")
	}
	if scheme == "http" && !slices.Contains(loopbackHosts, host) {
		return InvalidField(field, "http is for 127.0.0.1, [::1] and localhost only; use https")
	}
	return nil
}

// checkSpelling refuses characters and paths that need repair before they can be
// compared.
func checkSpelling(field, uri string) error {
	parsed, err := url.Parse(uri)
	switch {
	case len(uri) > maxURI:
		return InvalidField(field, "an address has at most %d characters", maxURI)
	case strings.Contains(uri, "#"):
		return InvalidField(field, "an address has no fragment")
	case strings.Contains(uri, "*"):
		return InvalidField(field, "there are no wildcards: every address is registered as it is used")
	case err != nil, !isASCII(uri), strings.ContainsAny(uri, "\"<>\\^`{|}"):
		return InvalidField(field, "an address is a URI of RFC 3986")
	case parsed.User != nil:
		return InvalidField(field, "an address has no user information")
	}
	for segment := range strings.SplitSeq(parsed.Path, "/") {
		if segment == "." || segment == ".." {
			return InvalidField(field, "an address has no dot segments")
		}
	}
	return nil
}

func isHost(host string) bool {
	if inside, ok := strings.CutPrefix(host, "["); ok {
		address, err := netip.ParseAddr(strings.TrimSuffix(inside, "]"))
		return err == nil && address.Is6() && address.Zone() == "" && "["+address.String()+"]" == host
	}
	return len(host) <= 253 && hostForm.MatchString(host)
}

func isPort(text string) bool {
	port, err := strconv.ParseUint(text, 10, 16)
	return err == nil && port > 0 && strconv.FormatUint(port, 10) == text
}

// MatchRedirect reports whether answers may be sent to the address: it is, byte
// for byte, a registered one (RFC 9700 section 2.1). Of one on a loopback address
// the port may be another, since a native application takes the one that is free
// (RFC 8252 section 7.3).
func (r Registration) MatchRedirect(uri string) bool { return matchRedirect(r.RedirectURIs, uri) }

// MatchPostLogout is MatchRedirect for where a person is sent after signing out.
func (r Registration) MatchPostLogout(uri string) bool {
	return matchRedirect(r.PostLogoutRedirectURIs, uri)
}

func matchRedirect(registered []string, uri string) bool {
	asked, onLoopback := portless(uri)
	for _, known := range registered {
		if uri == known {
			return true
		}
		if without, ok := portless(known); ok && onLoopback && without == asked {
			return true
		}
	}
	return false
}

// portless takes the port out of an address whose host is a loopback address.
// What else is in it stays as it is, so that only the port can differ.
func portless(uri string) (string, bool) {
	for _, host := range []string{"http://127.0.0.1", "http://[::1]"} {
		rest, ok := strings.CutPrefix(uri, host)
		if !ok {
			continue
		}
		if port, ported := strings.CutPrefix(rest, ":"); ported {
			end := strings.IndexAny(port, "/?")
			if end < 0 {
				end = len(port)
			}
			if !isPort(port[:end]) {
				return "", false
			}
			rest = port[end:]
		}
		return host + rest, rest == "" || rest[0] == '/' || rest[0] == '?'
	}
	return "", false
}

// HasPagesOf reports whether pages of the origin, as browsers send it (RFC 6454
// section 6.2), are the client's own: it is public, since only such a client can
// live in a page, and a code may be sent to that origin. So whoever may be sent a
// code may read what it is redeemed for, and nobody else. The origin "null", which
// any page can take on, is nobody's.
func (c Client) HasPagesOf(origin string) bool {
	if c.Status != Active || !c.Public() {
		return false
	}
	asked, onLoopback := portless(origin)
	for _, uri := range c.Registration.RedirectURIs {
		known, ok := originOf(uri)
		if ok && known == origin {
			return true
		}
		if without, loopback := portless(known); ok && loopback && onLoopback && without == asked {
			return true
		}
	}
	return false
}

// originOf gives the origin of a registered address of the web: what comes before
// its path, without the port that goes without saying. Registered addresses are
// spelt as they are compared, so nothing else needs repair.
func originOf(uri string) (string, bool) {
	scheme, rest, _ := strings.Cut(uri, "://")
	port, ok := map[string]string{"https": ":443", "http": ":80"}[scheme]
	if end := strings.IndexAny(rest, "/?"); end >= 0 {
		rest = rest[:end]
	}
	return scheme + "://" + strings.TrimSuffix(rest, port), ok
}
