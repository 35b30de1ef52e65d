package admin

import (
	"encoding/json"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"
)

func bind(body string, into any) error {
	request := httptest.NewRequest("POST", "/?name=query", strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	c := echo.New().NewContext(request, httptest.NewRecorder())
	c.SetParamNames("name")
	c.SetParamValues("path")
	return Binder{}.Bind(into, c)
}

func TestBinderReadsTheBodyAlone(t *testing.T) {
	var draft ClientDraft
	require.NoError(t, bind(`{"allowed": [{"resource_server": "https://a", "scopes": []}]}`, &draft))
	require.Empty(t, draft.Name)
	require.Equal(t, "https://a", draft.Allowed[0].Identifier)
}

func TestAbsentIsNotEmpty(t *testing.T) {
	var absent, null, empty ResourceServerEdit
	require.NoError(t, bind(`{}`, &absent))
	require.NoError(t, bind(`{"access_token_seconds": null}`, &null))
	require.NoError(t, bind(`{"sees": [], "access_token_seconds": 60}`, &empty))
	require.Nil(t, absent.Sees)
	require.NotNil(t, empty.Sees)
	require.Nil(t, absent.AccessTokenSeconds.edit())
	require.Zero(t, *null.AccessTokenSeconds.edit())
	require.EqualValues(t, 60, *empty.AccessTokenSeconds.edit())
}

// FuzzBinder holds that whatever is accepted is one JSON object that means the
// same to a reader that is not ours.
func FuzzBinder(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"name":"a"}`, `{"name":"a","name":"b"}`, `{"name":"a","Name":"b"}`, `{"name":null} `, `[]`, `{}{}`, `"x"`, `{"allowed":[{"scopes":["a"]}]}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		var draft ClientDraft
		if bind(body, &draft) != nil {
			return
		}
		var members map[string]any
		require.NoError(t, json.Unmarshal([]byte(body), &members))
		name, _ := members["name"].(string)
		require.Equal(t, name, draft.Name)
		known := reflect.TypeFor[ClientDraft]()
		for member := range members {
			_, found := known.FieldByNameFunc(func(field string) bool {
				f, _ := known.FieldByName(field)
				tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				return tag == member
			})
			require.True(t, found, member)
		}
	})
}
