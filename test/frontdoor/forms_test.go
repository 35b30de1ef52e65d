package frontdoor

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/stretchr/testify/require"
)

var (
	wholeForm  = regexp.MustCompile(`(?s)<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>`)
	choiceForm = regexp.MustCompile(`(?s)<select[^>]*name="([^"]*)".*?</select>`)
	choiceMade = regexp.MustCompile(`<option value="([^"]*)" selected>`)
)

// Press fills one of several forms of the page, the one that leads to an address
// with this ending, and sends it. Fields are named as the form names them, or by
// what they are for (autocomplete).
func (b *Browser) Press(ending string, fields map[string]string) Response {
	b.t.Helper()
	for _, found := range wholeForm.FindAllStringSubmatch(b.Page.Body, -1) {
		action := html.UnescapeString(found[1])
		if !strings.HasSuffix(action, ending) {
			continue
		}
		values, purposes := url.Values{}, map[string]string{}
		for _, tag := range fieldTag.FindAllString(found[2], -1) {
			attributes := map[string]string{}
			for _, a := range attribute.FindAllStringSubmatch(tag, -1) {
				attributes[a[1]] = html.UnescapeString(a[2])
			}
			name := attributes["name"]
			purposes[attributes["autocomplete"]] = name
			switch {
			case name == "" || strings.HasPrefix(tag, "<button"):
			case attributes["type"] == "checkbox" && !strings.Contains(tag, " checked"):
			default:
				values.Set(name, attributes["value"])
			}
		}
		for _, chosen := range choiceForm.FindAllStringSubmatch(found[2], -1) {
			if made := choiceMade.FindStringSubmatch(chosen[0]); made != nil {
				values.Set(chosen[1], made[1])
			}
		}
		for name, value := range fields {
			if field, ok := purposes[name]; ok {
				name = field
			}
			values.Set(name, value)
		}
		return b.send(http.MethodPost, action, values)
	}
	require.Fail(b.t, "no such form", "%s in %s", ending, b.Page.Body)
	return Response{}
}

// signInHere signs a person in at their account page.
func (b *Browser) signInHere(tenant, username string) Response {
	b.t.Helper()
	b.Get("/t/" + tenant + "/account")
	response := b.Press("/account/signin", map[string]string{"username": username, "current-password": secret + username})
	require.Equal(b.t, http.StatusOK, response.Status, response.Body)
	require.Contains(b.t, response.Body, "Your account")
	return response
}

var shownToken = regexp.MustCompile(`jtn_pat_\w{54}`)

// makeToken makes a personal access token for an hour, and gives its text.
func (b *Browser) makeToken(tenant, name string, fields map[string]string) string {
	b.t.Helper()
	b.Get("/t/" + tenant + "/account/tokens")
	filled := map[string]string{"name": name, "lifetime": "3600"}
	for field, value := range fields {
		filled[field] = value
	}
	response := b.Press("/account/tokens", filled)
	require.Equal(b.t, http.StatusOK, response.Status, response.Body)
	text := shownToken.FindString(response.Body)
	require.NotEmpty(b.t, text, response.Body)
	return text
}
