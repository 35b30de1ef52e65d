package oauth

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/api/status"
	"github.com/jeton-id/jeton/domain"
)

func params(n int) string {
	var body strings.Builder
	for i := range n {
		fmt.Fprintf(&body, "&p%d=1", i)
	}
	return body.String()
}

func post(target, contentType, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return r
}

func TestFormsAreReadStrictly(t *testing.T) {
	for _, c := range []struct {
		name, target, contentType, body string
		status                          int
	}{
		{"a form", "/", formType, "token=a&hint=b", 0},
		{"a form with a charset", "/", formType + ";charset=UTF-8", "token=a", 0},
		{"an empty form", "/", formType, "", 0},
		{"a resource named twice", "/", formType, "resource=a&resource=b", 0},
		{"a parameter named twice", "/", formType, "token=a&token=b", http.StatusBadRequest},
		{"a parameter named twice, once empty", "/", formType, "token=&token=b", http.StatusBadRequest},
		{"a parameter in the address", "/?token=a", formType, "", http.StatusBadRequest},
		{"a bare question mark", "/?", formType, "token=a", http.StatusBadRequest},
		{"JSON", "/", "application/json", `{"token":"a"}`, http.StatusUnsupportedMediaType},
		{"no content type", "/", "", "token=a", http.StatusUnsupportedMediaType},
		{"a multipart form", "/", "multipart/form-data; boundary=x", "", http.StatusUnsupportedMediaType},
		{"a broken escape", "/", formType, "token=%zz", http.StatusBadRequest},
		{"a semicolon", "/", formType, "token=a;token=b", http.StatusBadRequest},
		{"bytes that are no text", "/", formType, "token=%ff", http.StatusBadRequest},
		{"a zero byte", "/", formType, "token=a%00", http.StatusBadRequest},
		{"the largest body", "/", formType, "token=" + strings.Repeat("a", maxBody-6), 0},
		{"as many parameters as may be", "/", formType, params(maxParameters), 0},
		{"more parameters", "/", formType, params(maxParameters + 1), http.StatusBadRequest},
		{"a larger body", "/", formType, "token=" + strings.Repeat("a", maxBody-5), http.StatusRequestEntityTooLarge},
	} {
		_, err := readForm(post(c.target, c.contentType, c.body), "resource")
		require.Equal(t, c.status, statusOfError(err), c.name)
	}
	compressed := post("/", formType, "token=a")
	compressed.Header.Set("Content-Encoding", "gzip")
	_, err := readForm(compressed)
	require.Equal(t, http.StatusUnsupportedMediaType, statusOfError(err))
}

func statusOfError(err error) int {
	var plain failure
	switch {
	case err == nil:
		return 0
	case errors.As(err, &plain):
		return plain.status
	default:
		return status.Of(domain.KindOf(err))
	}
}

func basic(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))
}

const jwtBearer = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"

func TestCredentialsComeInOneWay(t *testing.T) {
	for _, c := range []struct {
		name    string
		headers []string
		body    string
		want    domain.Credentials
		kind    domain.Kind
	}{
		{"Basic", []string{basic("shop", "secret")}, "", domain.Credentials{ID: "shop", Secret: domain.NewSecret("secret"), Method: domain.SecretBasic}, -1},
		{"Basic, scheme in lower case", []string{"b" + basic("shop", "secret")[1:]}, "", domain.Credentials{ID: "shop", Secret: domain.NewSecret("secret"), Method: domain.SecretBasic}, -1},
		{"Basic, form-encoded inside", []string{basic("shop", "a%2Bb%3Ac")}, "", domain.Credentials{ID: "shop", Secret: domain.NewSecret("a+b:c"), Verbatim: domain.NewSecret("a%2Bb%3Ac"), Method: domain.SecretBasic}, -1},
		{"Basic, sent as it is", []string{basic("shop", "a+b")}, "", domain.Credentials{ID: "shop", Secret: domain.NewSecret("a b"), Verbatim: domain.NewSecret("a+b"), Method: domain.SecretBasic}, -1},
		{"Basic, not form-encoded at all", []string{basic("shop", "100%")}, "", domain.Credentials{ID: "shop", Secret: domain.NewSecret("100%"), Method: domain.SecretBasic}, -1},
		{"Basic with a colon in the secret", []string{basic("shop", "a:b")}, "", domain.Credentials{ID: "shop", Secret: domain.NewSecret("a:b"), Method: domain.SecretBasic}, -1},
		{"Basic with the same client_id in the form", []string{basic("shop", "secret")}, "client_id=shop", domain.Credentials{ID: "shop", Secret: domain.NewSecret("secret"), Method: domain.SecretBasic}, -1},
		{"the form", nil, "client_id=shop&client_secret=secret", domain.Credentials{ID: "shop", Secret: domain.NewSecret("secret"), Method: domain.SecretPost}, -1},
		{"Basic with another client_id in the form", []string{basic("shop", "secret")}, "client_id=other", domain.Credentials{}, domain.KindInvalid},
		{"Basic and the form", []string{basic("shop", "secret")}, "client_id=shop&client_secret=secret", domain.Credentials{}, domain.KindInvalid},
		{"two headers", []string{basic("shop", "secret"), basic("shop", "secret")}, "", domain.Credentials{}, domain.KindInvalid},
		{"a secret without a client_id", nil, "client_secret=secret", domain.Credentials{}, domain.KindInvalid},
		{"nothing", nil, "", domain.Credentials{}, domain.KindUnauthenticated},
		{"a client_id alone", nil, "client_id=shop", domain.Credentials{ID: "shop", Method: domain.NoAuth}, -1},
		{"an empty secret is none", nil, "client_id=shop&client_secret=", domain.Credentials{ID: "shop", Method: domain.NoAuth}, -1},
		{"an assertion and Basic", []string{basic("shop", "secret")}, "client_assertion=a.b.c&client_assertion_type=" + jwtBearer, domain.Credentials{}, domain.KindInvalid},
		{"an assertion and a secret", nil, "client_id=shop&client_secret=secret&client_assertion=a.b.c&client_assertion_type=" + jwtBearer, domain.Credentials{}, domain.KindInvalid},
		{"an assertion without its type", nil, "client_assertion=a.b.c", domain.Credentials{}, domain.KindInvalid},
		{"an assertion of another type", nil, "client_assertion=a.b.c&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:saml2-bearer", domain.Credentials{}, domain.KindInvalid},
		{"the type of an assertion without one", nil, "client_id=shop&client_assertion_type=" + jwtBearer, domain.Credentials{}, domain.KindInvalid},
		{"the type of an assertion beside Basic", []string{basic("shop", "secret")}, "client_assertion_type=" + jwtBearer, domain.Credentials{}, domain.KindInvalid},
		{"an assertion of another client", nil, "client_id=other&client_assertion=e30.eyJzdWIiOiJzaG9wIn0.&client_assertion_type=" + jwtBearer, domain.Credentials{}, domain.KindInvalid},
		{"an assertion that is no JWT", nil, "client_assertion=abc&client_assertion_type=" + jwtBearer, domain.Credentials{}, domain.KindUnauthenticated},
		{"an assertion that is not base64", nil, "client_assertion=e30.!.e30&client_assertion_type=" + jwtBearer, domain.Credentials{}, domain.KindUnauthenticated},
		{"an assertion about nobody", nil, "client_assertion=e30.e30.e30&client_assertion_type=" + jwtBearer, domain.Credentials{}, domain.KindUnauthenticated},
		{"an assertion about a number", nil, "client_assertion=e30.eyJzdWIiOjF9.e30&client_assertion_type=" + jwtBearer, domain.Credentials{}, domain.KindUnauthenticated},
		{"a bearer", []string{"Bearer abc"}, "", domain.Credentials{}, domain.KindUnauthenticated},
		{"Basic without a colon", []string{"Basic " + base64.StdEncoding.EncodeToString([]byte("shop"))}, "", domain.Credentials{}, domain.KindUnauthenticated},
		{"Basic that is not base64", []string{"Basic !!!"}, "", domain.Credentials{}, domain.KindUnauthenticated},
		{"an empty header", []string{""}, "", domain.Credentials{}, domain.KindUnauthenticated},
	} {
		f, err := usual.parse(c.body)
		require.NoError(t, err)
		r := post("/", formType, "")
		r.Header["Authorization"] = c.headers
		got, err := readCredentials(r, f)
		if c.kind >= 0 {
			require.True(t, c.kind.Is(err), "%s: %v", c.name, err)
			continue
		}
		require.NoError(t, err, c.name)
		require.Equal(t, c.want, got, c.name)
	}
}

func TestEveryKindOfErrorIsAnOAuthError(t *testing.T) {
	for _, kind := range domain.Kinds() {
		answer := httptest.NewRecorder()
		c := echo.New().NewContext(httptest.NewRequest(http.MethodPost, "/", nil), answer)
		require.NoError(t, WriteError(c, fmt.Errorf("ask: %w", &domain.Error{Kind: kind, Code: "some_code", Message: "words", Err: errors.New("inside")})))
		require.Equal(t, status.Of(kind), answer.Code, "kind %s", kind)
		require.NotContains(t, answer.Body.String(), "inside")
		require.Equal(t, kind != domain.KindInternal, strings.Contains(answer.Body.String(), `"error":"some_code","error_description":"words"`), "kind %s", kind)
		require.Equal(t, "no-store", answer.Header().Get("Cache-Control"))
	}
}

func FuzzForm(f *testing.F) {
	f.Add("token=a&resource=b&resource=c")
	f.Add("a=%zz")
	f.Fuzz(func(t *testing.T, body string) {
		form, err := usual.parse(body, "resource")
		if err != nil {
			require.True(t, domain.KindInvalid.Is(err))
			return
		}
		// The standard library reads it alike.
		values, err := url.ParseQuery(body)
		require.NoError(t, err)
		for name, all := range values {
			require.ElementsMatch(t, slices.DeleteFunc(all, func(value string) bool { return value == "" }), form.all(name), name)
			require.True(t, len(all) <= 1 || name == "resource")
		}
		for _, p := range form {
			require.True(t, values.Has(p.name))
		}
	})
}

func FuzzBasic(f *testing.F) {
	f.Add(basic("shop", "secret"))
	f.Add("Basic ")
	f.Add("bAsIc YTpi")
	f.Fuzz(func(t *testing.T, header string) {
		c, err := parseBasic(header)
		if err != nil {
			require.Equal(t, domain.Unauthenticated(), err)
			return
		}
		require.Equal(t, domain.SecretBasic, c.Method)
		again, err := parseBasic("Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(c.ID)+":"+url.QueryEscape(c.Secret.Reveal()))))
		require.NoError(t, err)
		require.Equal(t, c.ID, again.ID)
		require.True(t, c.Secret.Equal(again.Secret))
	})
}

func BenchmarkForm(b *testing.B) {
	const body = "token=jtn_at_00LcZ1234567890123456789012345678901234567890123abcdef&token_type_hint=access_token"
	b.ReportAllocs()
	for b.Loop() {
		if f, err := usual.parse(body); err != nil || f.get("token") == "" {
			b.Fatal(err)
		}
	}
}

func BenchmarkBasic(b *testing.B) {
	header := basic("orders", "jtn_rs_1234567890123456789012345678901234567890123abcdef")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parseBasic(header); err != nil {
			b.Fatal(err)
		}
	}
}
