package frontdoor

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/stretchr/testify/require"
)

// Browser is a person's browser as far as pages without scripts need one: it keeps
// cookies by their path, reads forms, and sends them as a browser would.
type Browser struct {
	*World
	jar map[cookieKey]cookie
	// Page is the last page, at Path.
	Page Response
	Path string
}

// cookieKey tells cookies apart: those of one name and two paths are two.
type cookieKey struct{ name, path string }

type cookie struct{ value, path string }

// NewBrowser opens a browser that has been nowhere.
func (w *World) NewBrowser() *Browser { return &Browser{World: w, jar: map[cookieKey]cookie{}} }

// Get fetches a page.
func (b *Browser) Get(path string) Response {
	b.t.Helper()
	return b.send(http.MethodGet, path, nil)
}

// Submit fills the fields of the page's form, whose other fields stay as they
// are, and presses the button with the value, if it names one.
func (b *Browser) Submit(fields map[string]string, button string) Response {
	b.t.Helper()
	form := b.form()
	for autocomplete, value := range fields {
		name, ok := form.byAutocomplete[autocomplete]
		require.True(b.t, ok, "the form has no field for %s: %s", autocomplete, b.Page.Body)
		form.values.Set(name, value)
	}
	if button != "" {
		name, ok := form.buttons[button]
		require.True(b.t, ok, "the form has no button %s: %s", button, b.Page.Body)
		form.values.Set(name, button)
	}
	return b.send(http.MethodPost, form.action, form.values)
}

func (b *Browser) send(method, path string, form url.Values) Response {
	b.t.Helper()
	header := http.Header{"User-Agent": {"Test/1.0"}}
	if form != nil {
		header.Set("Content-Type", "application/x-www-form-urlencoded")
		header.Set("Sec-Fetch-Site", "same-origin")
	}
	for key, c := range b.jar {
		if strings.HasPrefix(path, c.path+"/") {
			header.Add("Cookie", key.name+"="+c.value)
		}
	}
	response := b.Send(method, path, header, form.Encode())
	for _, line := range response.Header.Values("Set-Cookie") {
		set, err := http.ParseSetCookie(line)
		require.NoError(b.t, err)
		require.True(b.t, set.HttpOnly && set.Secure && set.SameSite == http.SameSiteLaxMode, line)
		key := cookieKey{set.Name, set.Path}
		if b.jar[key] = (cookie{set.Value, set.Path}); set.MaxAge < 0 {
			delete(b.jar, key)
		}
	}
	if location := response.Header.Get("Location"); strings.HasPrefix(location, "/") {
		require.Equal(b.t, http.StatusSeeOther, response.Status, "a form is never sent again to where it leads")
		return b.Get(location)
	}
	b.Page, b.Path = response, path
	return response
}

// Cookie gives the value of a cookie, by the end of its name.
func (b *Browser) Cookie(name string) string {
	for key, c := range b.jar {
		if strings.HasSuffix(key.name, name) {
			return c.value
		}
	}
	return ""
}

type readForm struct {
	action         string
	values         url.Values
	byAutocomplete map[string]string
	buttons        map[string]string
}

var (
	formTag   = regexp.MustCompile(`<form[^>]*action="([^"]*)"`)
	fieldTag  = regexp.MustCompile(`<(?:input|button)[^>]*>`)
	attribute = regexp.MustCompile(`([a-z-]+)="([^"]*)"`)
)

// form reads the one form of the page.
func (b *Browser) form() readForm {
	b.t.Helper()
	found := formTag.FindAllStringSubmatch(b.Page.Body, -1)
	require.Len(b.t, found, 1, b.Page.Body)
	form := readForm{action: html.UnescapeString(found[0][1]), values: url.Values{}, byAutocomplete: map[string]string{}, buttons: map[string]string{}}
	for _, tag := range fieldTag.FindAllString(b.Page.Body, -1) {
		attributes := map[string]string{}
		for _, a := range attribute.FindAllStringSubmatch(tag, -1) {
			attributes[a[1]] = html.UnescapeString(a[2])
		}
		name := attributes["name"]
		switch {
		case name == "":
		case strings.HasPrefix(tag, "<button"):
			form.buttons[attributes["value"]] = name
		default:
			form.values.Set(name, attributes["value"])
			form.byAutocomplete[attributes["autocomplete"]] = name
		}
	}
	return form
}

// Returned gives the parameters with which the browser was sent back to an
// application, and the address.
func (b *Browser) Returned() (address string, parameters url.Values) {
	b.t.Helper()
	require.Equal(b.t, http.StatusSeeOther, b.Page.Status, b.Page.Body)
	u, err := url.Parse(b.Page.Header.Get("Location"))
	require.NoError(b.t, err)
	parameters = u.Query()
	u.RawQuery = ""
	return u.String(), parameters
}
