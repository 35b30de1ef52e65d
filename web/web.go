// Package web is the console: the pages beneath /t/{tenant}/console, as files
// embedded into the binary.
//
// The console itself is written in TypeScript (src) and built by Vite (dist). It
// is a program of the browser, which talks to the management API and to nothing
// else; all that happens here is handing it over. A binary that was built without
// it serves one small page that says how to build it, so that Go alone is enough
// for everything but the console.
//
// The one idea worth knowing is that one build serves every tenant. A page names
// its scripts and style sheets by their full path, which is filled in when it is
// served, beside a nonce by which the styles that the console makes while it runs
// are known as its own. So its policy allows no inline script, no inline style and
// no base address, and a file that is named after what is in it never changes.
package web

import (
	"bytes"
	"crypto/rand"
	"embed"
	"encoding/base64"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
)

//go:embed all:dist page.html page.css
var files embed.FS

// types are those of the files of the console.
var types = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
}

var slugForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

// Handler serves the console of every tenant. A path beneath it that names no file
// is one of the console's own places, and answered with its page.
func Handler() http.Handler {
	page, err := files.ReadFile("dist/index.html")
	if err != nil {
		return http.HandlerFunc(notBuilt)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		slug, place, ok := placeOf(r.URL.Path)
		switch name, asset := strings.CutPrefix(place, "/assets/"); {
		case !ok:
			write(w, http.StatusNotFound, "text/plain; charset=utf-8", []byte("There is no such page.\n"))
		case asset:
			writeAsset(w, r, name)
		default:
			writePage(w, page, slug)
		}
	})
}

// placeOf takes a path apart into the tenant's slug and what comes after the
// console's own path.
func placeOf(path string) (slug, place string, ok bool) {
	slug, rest, ok := strings.Cut(strings.TrimPrefix(path, "/t/"), "/console")
	return slug, rest, ok && slugForm.MatchString(slug) && (rest == "" || rest[0] == '/')
}

// writePage serves the console's page at a tenant.
func writePage(w http.ResponseWriter, page []byte, slug string) {
	var drawn [16]byte
	// It cannot fail.
	_, _ = rand.Read(drawn[:])
	nonce := base64.RawURLEncoding.EncodeToString(drawn[:])
	page = bytes.ReplaceAll(page, []byte("{{nonce}}"), []byte(nonce))
	page = bytes.ReplaceAll(page, []byte(`"./assets/`), []byte(`"/t/`+slug+`/console/assets/`))
	w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-"+nonce+"'; img-src 'self' data:; "+
		"connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	write(w, http.StatusOK, "text/html; charset=utf-8", page)
}

// writeAsset serves a file that is named after what is in it, compressed where
// that is understood.
func writeAsset(w http.ResponseWriter, r *http.Request, name string) {
	body, err := fs.ReadFile(files, "dist/assets/"+name)
	contentType, known := types[path.Ext(name)]
	if err != nil || !known {
		write(w, http.StatusNotFound, "text/plain; charset=utf-8", []byte("There is no such file.\n"))
		return
	}
	header := w.Header()
	header.Set("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		if small, err := fs.ReadFile(files, "dist/assets/"+name+".gz"); err == nil {
			header.Set("Content-Encoding", "gzip")
			body = small
		}
	}
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	write(w, http.StatusOK, contentType, body)
}

// notBuilt serves the page of a binary without a console, and its style sheet.
func notBuilt(w http.ResponseWriter, r *http.Request) {
	name, contentType := "page.html", "text/html; charset=utf-8"
	slug, place, ok := placeOf(r.URL.Path)
	if !ok {
		write(w, http.StatusNotFound, "text/plain; charset=utf-8", []byte("There is no such page.\n"))
		return
	}
	if place == "/page.css" {
		name, contentType = "page.css", types[".css"]
	}
	// What is embedded can be read.
	body, _ := files.ReadFile(name)
	body = bytes.ReplaceAll(body, []byte(`"./`), []byte(`"/t/`+slug+`/console/`))
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	write(w, http.StatusOK, contentType, body)
}

// write answers. What has no policy of its own may load nothing, and what does not
// say how long it may be kept is asked for anew each time.
func write(w http.ResponseWriter, status int, contentType string, body []byte) {
	header := w.Header()
	for name, value := range map[string]string{
		"Cache-Control": "no-cache", "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
	} {
		if header.Get(name) == "" {
			header.Set(name, value)
		}
	}
	header.Set("Content-Type", contentType)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(status)
	// A write that fails has lost its reader; there is nobody left to tell.
	_, _ = w.Write(body)
}
