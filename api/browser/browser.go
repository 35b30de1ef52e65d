// Package browser is what everything that people reach with a browser has in
// common: the cookies of a tenant, the refusal of what a page of another origin
// has a browser send, and what browsers are called. The pages of sign-in use it,
// and the management API for the console.
//
// The idea worth knowing: a cookie comes with a request whoever had the browser
// send it, so a cookie alone proves nothing about who wants something done.
// Whoever takes one asks SameOrigin, too.
package browser

import (
	"net/http"

	"github.com/jeton-id/jeton/domain"
)

// Cookie names one of a tenant's cookies. Their path is the tenant's, so that no
// other tenant is ever sent them.
type Cookie string

// The cookies.
const (
	// Session is that of somebody who is signed in.
	Session Cookie = "jeton_session"
	// Binding ties sign-ins that are under way to the browser.
	Binding Cookie = "jeton_browser"
)

// Cookies sets and reads them.
type Cookies struct {
	// Secure is whether they are for TLS alone.
	Secure bool
}

// name gives a cookie's name. Over TLS its prefix has browsers refuse one that
// was set without (RFC 6265bis section 4.1.3.1).
func (k Cookies) name(cookie Cookie) string {
	if k.Secure {
		return "__Secure-" + string(cookie)
	}
	return string(cookie)
}

// Set sets a cookie for as long as the browser is open; how long a session lasts
// is for the server to know. A zero value leaves it as it is.
func (k Cookies) Set(w http.ResponseWriter, slug domain.Slug, cookie Cookie, value domain.Secret) {
	if value.IsZero() {
		return
	}
	set := k.of(slug, cookie)
	set.Value = value.Reveal()
	http.SetCookie(w, set)
}

// Drop has the browser forget a cookie.
func (k Cookies) Drop(w http.ResponseWriter, slug domain.Slug, cookie Cookie) {
	dropped := k.of(slug, cookie)
	dropped.MaxAge = -1
	http.SetCookie(w, dropped)
}

func (k Cookies) of(slug domain.Slug, cookie Cookie) *http.Cookie {
	return &http.Cookie{
		Name: k.name(cookie), Path: "/t/" + string(slug),
		Secure: k.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// Get gives a request's cookie, zero if there is none. Of two with one name, which
// only somebody else can have set, neither counts.
func (k Cookies) Get(r *http.Request, cookie Cookie) domain.Secret {
	if found := r.CookiesNamed(k.name(cookie)); len(found) == 1 {
		return domain.NewSecret(found[0].Value)
	}
	return domain.Secret{}
}

var crossOrigin = http.NewCrossOriginProtection()

// SameOrigin refuses what a page of another origin has a browser send in order to
// change something: by Sec-Fetch-Site, and by Origin for browsers that do not send
// it.
func SameOrigin(r *http.Request) error {
	if err := crossOrigin.Check(r); err != nil {
		return domain.Forbidden("cross_origin", "this was sent by a page of another site")
	}
	return nil
}
