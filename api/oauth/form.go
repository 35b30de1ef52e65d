package oauth

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jeton-id/jeton/domain"
)

// maxBody bounds the body of a request, in bytes.
const maxBody = 64 << 10

// formType is the only content type the endpoints take (RFC 6749 appendix B).
const formType = "application/x-www-form-urlencoded"

// form is the body of a request: parameters that came exactly once.
type form map[string][]string

// readForm reads a form strictly. Parameters in the query would end up in logs
// and are refused there; a repeated parameter is refused rather than read one
// way or the other (RFC 6749 section 3.1), but for those that may repeat.
func readForm(r *http.Request, mayRepeat ...string) (form, error) {
	if r.URL.RawQuery != "" || r.URL.ForceQuery {
		return nil, invalid("parameters go in the body, never in the address")
	}
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != formType || len(r.Header.Values("Content-Type")) != 1 || r.Header.Get("Content-Encoding") != "" {
		return nil, unsupportedMedia()
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return nil, tooLargeBody()
		}
		return nil, invalid("the body could not be read")
	}
	return parseForm(string(body), mayRepeat...)
}

// parseForm reads a form-encoded text. Parameters without a value count as left
// out, and unknown ones are ignored (RFC 6749 section 3.2).
func parseForm(body string, mayRepeat ...string) (form, error) {
	values, err := url.ParseQuery(body)
	if err != nil {
		return nil, invalid("the body is not form-encoded")
	}
	for name, all := range values {
		if len(all) > 1 && !slices.Contains(mayRepeat, name) {
			return nil, invalid("a parameter is repeated")
		}
		if !isText(name) || slices.ContainsFunc(all, func(value string) bool { return !isText(value) }) {
			return nil, invalid("a parameter is not valid UTF-8 text")
		}
		if len(all) == 1 && all[0] == "" {
			delete(values, name)
		}
	}
	return form(values), nil
}

func isText(value string) bool { return utf8.ValidString(value) && !strings.ContainsRune(value, 0) }

// get gives a parameter, empty if it was left out.
func (f form) get(name string) string {
	if len(f[name]) == 0 {
		return ""
	}
	return f[name][0]
}

// required gives a parameter that must be there.
func (f form) required(name string) (string, error) {
	value := f.get(name)
	if value == "" {
		return "", invalid("the parameter " + name + " is missing")
	}
	return value, nil
}

func invalid(message string) error { return domain.Invalid("invalid_request", "%s", message) }
