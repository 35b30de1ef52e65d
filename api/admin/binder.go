package admin

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/domain"
)

// maxBody bounds a request's body, in bytes: a resource server with a thousand
// scopes fits.
const maxBody = 256 << 10

// Binder reads the body of a request, and nothing else of it: the id in the path
// wins because nobody else is asked. It wants one JSON object whose members are
// all known and named once. It implements echo.Binder for the generated code.
type Binder struct{}

// Bind decodes the body into the value. Without a body it is an error that is
// io.EOF, which operations with an optional body let pass.
func (Binder) Bind(into any, c echo.Context) error {
	request := c.Request()
	body, err := io.ReadAll(http.MaxBytesReader(c.Response(), request.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return echo.NewHTTPError(http.StatusRequestEntityTooLarge)
	case err != nil:
		return &domain.Error{Kind: domain.KindInvalid, Code: "invalid_request", Message: "the body could not be read", Err: err}
	case len(body) == 0:
		return &domain.Error{Kind: domain.KindInvalid, Code: "invalid_request", Message: "this needs a JSON body", Err: io.EOF}
	}
	if media, _, err := mime.ParseMediaType(request.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return echo.NewHTTPError(http.StatusUnsupportedMediaType)
	}
	if err := checkMembers(body); err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	return refusal(decoder.Decode(into))
}

// level is an object or array that the reader is inside of.
type level struct {
	// seen has the object's members so far; nil for an array.
	seen map[string]bool
	// name is whether a member's name comes next.
	name bool
}

// checkMembers refuses what encoding/json would let pass: members that are
// repeated, or spelt with another case, and text after the value.
func checkMembers(body []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	inside := []level{{}}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) && len(inside) == 1 {
			return nil
		}
		if err != nil {
			return errNotJSON()
		}
		top := &inside[len(inside)-1]
		if name, ok := token.(string); ok && top.name {
			if err := top.take(name); err != nil {
				return err
			}
			continue
		}
		top.name = top.seen != nil
		switch token {
		case json.Delim('{'):
			inside = append(inside, level{seen: map[string]bool{}, name: true})
		case json.Delim('['):
			inside = append(inside, level{})
		case json.Delim('}'), json.Delim(']'):
			inside = inside[:len(inside)-1]
		}
		if len(inside) == 1 && decoder.More() {
			return errNotJSON()
		}
	}
}

// take notes a member. All of ours are in lower case; encoding/json would take
// any case for them, and so two of one name for one.
func (l *level) take(name string) error {
	switch {
	case l.seen[name]:
		return domain.InvalidField(name, "the member is repeated")
	case name != strings.ToLower(name):
		return errUnknown(name)
	}
	l.seen[name], l.name = true, false
	return nil
}

// refusal puts what encoding/json found wrong into our words.
func refusal(err error) error {
	var (
		ours      *domain.Error
		wrongType *json.UnmarshalTypeError
	)
	switch {
	case err == nil, errors.As(err, &ours):
		return err
	case errors.As(err, &wrongType):
		return domain.InvalidField(membersOf(wrongType.Field), "a value of another type is expected here")
	}
	if quoted, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		if name, err := strconv.Unquote(quoted); err == nil {
			return errUnknown(name)
		}
	}
	return errNotJSON()
}

// membersOf gives the members of a path in a body. encoding/json names the types that
// a struct embeds as well; all members of ours are in lower case.
func membersOf(path string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(path, "."), func(part string) bool { return part != strings.ToLower(part) }), ".")
}

func errUnknown(name string) error {
	return domain.InvalidField(name, "there is no such member here")
}

func errNotJSON() error {
	return domain.Invalid("invalid_request", "the body is not one JSON object")
}
