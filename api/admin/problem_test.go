package admin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func TestEveryKindOfErrorIsAProblem(t *testing.T) {
	for _, kind := range domain.Kinds() {
		status, details := Problem(fmt.Errorf("find it: %w", &domain.Error{Kind: kind, Code: "some_code", Message: "words", Field: "member", Err: errors.New("inside")}))
		require.GreaterOrEqual(t, status, 400, kind)
		require.Equal(t, status, details.Status)
		require.Equal(t, http.StatusText(status), details.Title)
		require.NotContains(t, fmt.Sprint(details), "inside")
		if kind == domain.KindInternal {
			require.NotContains(t, fmt.Sprint(details), "words", "the text of a defect is never shown")
			continue
		}
		require.Equal(t, []string{"some_code", "words", "member"}, []string{details.Code, details.Detail, details.Field})
	}
}

func TestOtherErrorsShowNothingOfThemselves(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		code   string
	}{
		{errors.New("inside"), 500, "internal"},
		{echo.NewHTTPError(http.StatusTeapot, "inside"), 500, "internal"},
		{echo.NewHTTPError(http.StatusBadRequest, "inside"), 400, "invalid_request"},
		{echo.NewHTTPError(http.StatusBadRequest, "Invalid format for parameter limit: inside"), 400, "invalid_value"},
		{echo.ErrNotFound, 404, "not_found"},
		{echo.ErrMethodNotAllowed, 405, "method_not_allowed"},
		{fmt.Errorf("inside: %w", context.DeadlineExceeded), 503, "temporarily_unavailable"},
	} {
		status, details := Problem(c.err)
		require.Equal(t, c.status, status, c.err)
		require.Equal(t, c.code, details.Code)
		require.NotContains(t, fmt.Sprint(details), "inside")
	}
}
