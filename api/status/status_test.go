package status

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func TestEveryKindHasAStatusOfItsOwn(t *testing.T) {
	seen := map[int]domain.Kind{}
	for _, kind := range domain.Kinds() {
		require.NotEmpty(t, http.StatusText(Of(kind)), "kind %s", kind)
		require.NotContains(t, seen, Of(kind), "kind %s", kind)
		seen[Of(kind)] = kind
	}
}
