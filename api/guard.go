package api

import (
	"net/http"
	"strings"
)

// guard lets through only paths in their canonical spelling. Every path of ours
// is made of unreserved ASCII characters, so an escape, a dot segment, a doubled
// slash or anything else is somebody trying whether two parts of the system read
// it differently. It is refused, never redirected, never repaired.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, _, _ := strings.Cut(r.RequestURI, "?")
		if !canonicalPath(path) || r.URL.Path != path {
			header := w.Header()
			header.Set("Content-Type", "application/json")
			header.Set("Cache-Control", "no-store")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"error":"invalid_request","error_description":"the path is not in its canonical form"}` + "\n"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// canonicalPath reports whether the path, as it came over the wire, is made of
// non-empty segments of unreserved characters (RFC 3986 section 2.3) with no dot
// segments.
func canonicalPath(path string) bool {
	if path == "/" {
		return true
	}
	rest, ok := strings.CutPrefix(path, "/")
	if !ok || len(path) > 2048 {
		return false
	}
	for segment := range strings.SplitSeq(rest, "/") {
		if segment == "" || segment == "." || segment == ".." {
			return false
		}
		for i := range len(segment) {
			if !unreserved(segment[i]) {
				return false
			}
		}
	}
	return true
}

func unreserved(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return c == '-' || c == '.' || c == '_' || c == '~'
}
