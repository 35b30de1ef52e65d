// Package web is the console, as files embedded into the binary.
//
// For now it is one page that says how to go on without a console. It is served
// under the tenant's own path, with headers that let it load nothing but itself
// and be framed by nobody.
package web

import (
	_ "embed"
	"net/http"
	"path"
)

var (
	//go:embed page.html
	page []byte
	//go:embed page.css
	style []byte
)

// Handler serves the page, and its style sheet beneath it.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path.Base(r.URL.Path) == "page.css" {
			write(w, "text/css; charset=utf-8", style)
			return
		}
		write(w, "text/html; charset=utf-8", page)
	})
}

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
