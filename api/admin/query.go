package admin

import (
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/domain"
)

// onlyDeclaredQuery refuses query parameters that the operation does not declare,
// and those that are repeated or empty: a filter that was misspelt or left empty
// must not turn into no filter. What is declared is read off the request's own
// type, so that it cannot differ from the contract.
func onlyDeclaredQuery(next StrictHandlerFunc, _ string) StrictHandlerFunc {
	return func(c echo.Context, request any) (any, error) {
		query, err := url.ParseQuery(c.Request().URL.RawQuery)
		if err != nil {
			return nil, domain.Invalid("invalid_request", "the query cannot be read")
		}
		declared := declaredQuery(request)
		for _, name := range slices.Sorted(maps.Keys(query)) {
			switch values := query[name]; {
			case !slices.Contains(declared, name):
				return nil, domain.InvalidField(name, "there is no such parameter here")
			case len(values) != 1:
				return nil, domain.InvalidField(name, "the parameter is repeated")
			case values[0] == "":
				return nil, domain.InvalidField(name, "the parameter is empty: leave it out, or say what to look for")
			}
		}
		return next(c, request)
	}
}

// declaredQuery lists the query parameters of a generated request object.
func declaredQuery(request any) []string {
	params, ok := reflect.TypeOf(request).FieldByName("Params")
	if !ok {
		return nil
	}
	var names []string
	for i := range params.Type.NumField() {
		name, _, _ := strings.Cut(params.Type.Field(i).Tag.Get("form"), ",")
		names = append(names, name)
	}
	return names
}
