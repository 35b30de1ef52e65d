package oauth

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"
)

func TestARoomIsLeftEmpty(t *testing.T) {
	r := new(room)
	r.Grow(512)
	answer := httptest.NewRecorder()
	c := echo.New().NewContext(httptest.NewRequest(http.MethodPost, "/", nil), answer)
	require.NoError(t, r.answer(c, append(r.AvailableBuffer(), "jtn_at_secret"...)))
	written := r.Bytes()
	require.Equal(t, "jtn_at_secret", string(written))
	r.leave()
	require.Equal(t, make([]byte, len(written)), written, "nothing of it stays in memory")

	require.Equal(t, "jtn_at_secret", answer.Body.String(), "it is the caller's by then")
	require.Equal(t, http.Header{"Content-Type": {"application/json"}, "Cache-Control": {"no-store"}, "Pragma": {"no-cache"}}, answer.Header())
}
