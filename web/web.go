// Package web is the console, as files embedded into the binary.
//
// For now it is one page that says how to go on without a console. It is served
// under the tenant's own path, with headers that let it load nothing but itself
// and be framed by nobody.
package web

import (
	_ "embed"
	"net/http"
)

var (
	//go:embed page.html
	page []byte
	//go:embed page.css
	style []byte
)

// Page serves the page.
func Page(w http.ResponseWriter, _ *http.Request) { write(w, "text/html; charset=utf-8", page) }

// Style serves the page's style sheet.
func Style(w http.ResponseWriter, _ *http.Request) { write(w, "text/css; charset=utf-8", style) }

func write(w http.ResponseWriter, contentType string, body []byte) {
	header := w.Header()
	header.Set("Content-Type", contentType)
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cache-Control", "no-cache")
	// A write that fails has lost its reader; there is nobody left to tell.
	_, _ = w.Write(body)
}
