package domain

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTimesOfAnAssertionHaveBounds(t *testing.T) {
	now := time.Unix(1_790_000_000, 0)
	in := func(d time.Duration) *time.Time { at := now.Add(d); return &at }
	soon := in(time.Minute)
	for name, c := range map[string]struct {
		claims assertionClaims
		ok     bool
	}{
		"for a minute":                  {assertionClaims{expires: soon}, true},
		"with everything":               {assertionClaims{expires: soon, begins: in(0), made: in(0)}, true},
		"for ever":                      {assertionClaims{made: in(0)}, false},
		"just expired":                  {assertionClaims{expires: in(-59 * time.Second)}, true},
		"expired":                       {assertionClaims{expires: in(-time.Minute)}, false},
		"as long as may be":             {assertionClaims{expires: in(6 * time.Minute)}, true},
		"longer":                        {assertionClaims{expires: in(6*time.Minute + time.Millisecond)}, false},
		"beginning just now":            {assertionClaims{expires: soon, begins: in(time.Minute)}, true},
		"beginning later":               {assertionClaims{expires: soon, begins: in(time.Minute + time.Millisecond)}, false},
		"made just now":                 {assertionClaims{expires: soon, made: in(time.Minute)}, true},
		"made later":                    {assertionClaims{expires: soon, made: in(time.Minute + time.Millisecond)}, false},
		"made long ago and not expired": {assertionClaims{expires: soon, made: in(-time.Hour)}, true},
	} {
		require.Equal(t, c.ok, c.claims.standAt(now), name)
	}
}

// FuzzAssertion holds that a sub is read as encoding/json reads it, that nothing
// shows the text, and that every refusal is the same.
func FuzzAssertion(f *testing.F) {
	encode := base64.RawURLEncoding.EncodeToString
	for _, payload := range []string{`{"sub":"shop"}`, `{"sub":"a","sub":"b"}`, `{"SUB":"a"}`, `{"sub":"a","exp":1e300,"aud":["a",1]}`, `{"sub":"a"}}`, `[]`} {
		f.Add("e30." + encode([]byte(payload)) + ".e30")
	}
	f.Add("..")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ReadAssertion(text)
		if err != nil {
			require.Equal(t, Unauthenticated(), err)
			return
		}
		payload, err := base64.RawURLEncoding.DecodeString(strings.Split(text, ".")[1])
		require.NoError(t, err)
		var claims map[string]any
		require.NoError(t, json.Unmarshal(payload, &claims))
		require.Equal(t, claims["sub"], c.ID)
		require.Equal(t, PrivateKeyJWT, c.Method)
		require.NotContains(t, fmt.Sprintf("%v %+v %#v %+v", *c.Assertion, *c.Assertion, *c.Assertion, c), text)
	})
}
