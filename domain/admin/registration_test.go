package admin

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// TestEveryMemberOfARegistrationCanBeEdited sets each member alone, by its name,
// so that one that is added to a registration cannot be forgotten in an edit.
func TestEveryMemberOfARegistrationCanBeEdited(t *testing.T) {
	values := map[reflect.Kind]string{reflect.String: `"given"`, reflect.Bool: "true", reflect.Slice: `["given"]`}
	registration := reflect.TypeFor[domain.Registration]()
	for i := range registration.NumField() {
		tag, _, _ := strings.Cut(registration.Field(i).Tag.Get("json"), ",")
		value := values[registration.Field(i).Type.Kind()]
		if tag == "jwks" {
			value = `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`
		}
		text := []byte(`{"` + tag + `":` + value + `}`)
		var want domain.Registration
		var edit RegistrationEdit
		require.NoError(t, json.Unmarshal(text, &want), tag)
		require.NoError(t, json.Unmarshal(text, &edit), tag)
		require.NotEqual(t, domain.Registration{}, want, tag)
		require.Equal(t, want, edit.over(domain.Registration{}), tag)
		require.Equal(t, want, RegistrationEdit{}.over(want), "nothing given, nothing changed: %s", tag)
	}
}
