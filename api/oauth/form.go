package oauth

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jeton-id/jeton/domain"
)

// formType is the only content type the endpoints take (RFC 6749 appendix B).
const formType = "application/x-www-form-urlencoded"

// maxBody bounds the body of a request, in bytes, and maxParameters how many
// parameters it has. The largest of ours but a batch has a dozen.
const (
	maxBody       = 64 << 10
	maxParameters = 100
)

// bounds are those of a form: bytes and parameters.
type bounds struct{ body, parameters int }

var usual = bounds{maxBody, maxParameters}

// form is the body of a request: its parameters in the order they came. There
// are so few that looking through them is faster than any map.
type form []parameter

type parameter struct{ name, value string }

// readForm reads a form strictly. Parameters in the query would end up in logs
// and are refused there; a repeated parameter is refused rather than read one
// way or the other (RFC 6749 section 3.1), but for those that may repeat.
func readForm(r *http.Request, mayRepeat ...string) (form, error) {
	return usual.read(r, mayRepeat...)
}

func (b bounds) read(r *http.Request, mayRepeat ...string) (form, error) {
	if r.URL.RawQuery != "" || r.URL.ForceQuery {
		return nil, invalid("parameters go in the body, never in the address")
	}
	if !isForm(r.Header) {
		return nil, unsupportedMedia()
	}
	body, err := readBody(r, b.body)
	switch {
	case err != nil:
		return nil, invalid("the body could not be read")
	case len(body) > b.body:
		return nil, tooLargeBody(b.body)
	}
	return b.parse(body, mayRepeat...)
}

func isForm(header http.Header) bool {
	types := header["Content-Type"]
	if len(types) != 1 || header.Get("Content-Encoding") != "" {
		return false
	}
	if types[0] == formType {
		// What nearly everybody sends; reading it as a media type costs a map.
		return true
	}
	mediaType, _, err := mime.ParseMediaType(types[0])
	return err == nil && mediaType == formType
}

// parse reads a form-encoded text. Parameters without a value count as left
// out, and unknown ones are ignored (RFC 6749 section 3.2).
func (b bounds) parse(body string, mayRepeat ...string) (form, error) {
	f := make(form, 0, 4)
	for body != "" {
		var pair string
		if pair, body, _ = strings.Cut(body, "&"); pair == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, errName := url.QueryUnescape(rawName)
		value, errValue := url.QueryUnescape(rawValue)
		switch {
		case errName != nil, errValue != nil, strings.Contains(pair, ";"):
			return nil, invalid("the body is not form-encoded")
		case !isText(name), !isText(value):
			return nil, invalid("a parameter is not valid UTF-8 text")
		case f.has(name) && !slices.Contains(mayRepeat, name):
			return nil, invalid("a parameter is repeated")
		case len(f) == b.parameters:
			return nil, invalid("the body has more than " + strconv.Itoa(b.parameters) + " parameters")
		}
		f = append(f, parameter{name, value})
	}
	return f, nil
}

func isText(value string) bool { return utf8.ValidString(value) && !strings.ContainsRune(value, 0) }

func (f form) has(name string) bool {
	return slices.ContainsFunc(f, func(p parameter) bool { return p.name == name })
}

// get gives a parameter, empty if it was left out.
func (f form) get(name string) string {
	for _, p := range f {
		if p.name == name {
			return p.value
		}
	}
	return ""
}

// all gives a parameter that may repeat, in order.
func (f form) all(name string) (values []string) {
	for _, p := range f {
		if p.name == name && p.value != "" {
			values = append(values, p.value)
		}
	}
	return values
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
