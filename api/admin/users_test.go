package admin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// user creates a user with roles and gives their id.
func (in *installation) user(tenant, username string, roles ...string) string {
	in.t.Helper()
	body := `{"username": "` + username + `", "roles": ["` + strings.Join(roles, `", "`) + `"]}`
	return in.must(http.MethodPost, tenant, "/users", strings.ReplaceAll(body, `[""]`, `[]`)).body["id"].(string)
}

func TestUsersAreReadStrictly(t *testing.T) {
	in, _, _ := world(t)
	alice := in.user("acme", "alice")
	deep := strings.Repeat(`{"a": `, 5) + "1" + strings.Repeat("}", 5)
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		field                    string
	}{
		{"no username", "POST", "/users", `{}`, 400, "username"},
		{"an empty username", "POST", "/users", `{"username": ""}`, 400, "username"},
		{"a space", "POST", "/users", `{"username": "a b"}`, 400, "username"},
		{"a slash", "POST", "/users", `{"username": "a/b"}`, 400, "username"},
		{"a dot at the beginning", "POST", "/users", `{"username": ".a"}`, 400, "username"},
		{"a mark alone", "POST", "/users", `{"username": "\u0308a"}`, 400, "username"},
		{"a direction", "POST", "/users", `{"username": "a\u202eb"}`, 400, "username"},
		{"a UUID", "POST", "/users", `{"username": "0192F0C1-7d3e-7a55-9b1e-2f6a4f0d9c11"}`, 400, "username"},
		{"too long a username", "POST", "/users", `{"username": "` + strings.Repeat("a", 129) + `"}`, 400, "username"},
		{"the longest", "POST", "/users", `{"username": "` + strings.Repeat("ΐ", 128) + `", "name": "` + strings.Repeat("ΐ", 200) + `"}`, 201, ""},
		{"any script", "POST", "/users", `{"username": "Алиса.愛@例え.jp", "email": "o'neil+x@example.com"}`, 201, ""},
		{"no address", "POST", "/users", `{"username": "b", "email": "b"}`, 400, "email"},
		{"an address with a name", "POST", "/users", `{"username": "b", "email": "B <b@example.com>"}`, 400, "email"},
		{"two addresses", "POST", "/users", `{"username": "b", "email": "b@example.com, c@example.com"}`, 400, "email"},
		{"an address with two @", "POST", "/users", `{"username": "b", "email": "b@evil.example@example.com"}`, 400, "email"},
		{"too long an address", "POST", "/users", `{"username": "b", "email": "` + strings.Repeat("b", 250) + `@example.com"}`, 400, "email"},
		{"no address that is verified", "POST", "/users", `{"username": "b", "email_verified": true}`, 400, "email_verified"},
		{"a name that does not print", "POST", "/users", `{"username": "b", "name": "b\u0007"}`, 400, "name"},
		{"an attribute with a space", "POST", "/users", `{"username": "b", "attributes": {"a b": 1}}`, 400, "attributes"},
		{"an attribute in upper case", "POST", "/users", `{"username": "b", "attributes": {"A": 1}}`, 400, "A"},
		{"attributes too deep", "POST", "/users", `{"username": "b", "attributes": ` + deep + `}`, 400, "attributes"},
		{"attributes too large", "POST", "/users", `{"username": "b", "attributes": {"a": "` + strings.Repeat("x", 9000) + `"}}`, 400, "attributes"},
		{"attributes of another type", "POST", "/users", `{"username": "b", "attributes": []}`, 400, "attributes"},
		{"a role that is none", "POST", "/users", `{"username": "b", "roles": ["king"]}`, 400, "roles"},
		{"operators outside system", "POST", "/users", `{"username": "b", "roles": ["operator"]}`, 400, "roles"},
		{"a password", "POST", "/users", `{"username": "b", "password": "x"}`, 400, "password"},
		{"roles in an edit", "PATCH", "/users/" + alice, `{"version": 1, "roles": ["owner"]}`, 400, "roles"},
		{"an id in an edit", "PATCH", "/users/" + alice, `{"version": 1, "id": "x"}`, 400, "id"},
		{"a status that is none", "PATCH", "/users/" + alice, `{"version": 1, "status": "suspended"}`, 400, "status"},
		{"no version", "PATCH", "/users/" + alice, `{"name": "x"}`, 400, "version"},
		{"no roles", "PUT", "/users/" + alice + "/roles", `{"version": 1}`, 400, "roles"},
		{"an empty search", "GET", "/users?q=", "", 400, "q"},
		{"a search of two kinds", "GET", "/users?q=a&managing=true", "", 400, "managing"},
		{"a search for what is no text", "GET", "/users?q=%00", "", 400, "q"},
		{"a search for broken text", "GET", "/users?q=%ff", "", 400, "q"},
		{"not managing", "GET", "/users?managing=false", "", 400, "managing"},
		{"a link for nothing", "POST", "/users/" + alice + "/password-links", `{}`, 400, "purpose"},
		{"a link for something else", "POST", "/users/" + alice + "/password-links", `{"purpose": "login"}`, 400, "purpose"},
		{"a link too short", "POST", "/users/" + alice + "/password-links", `{"purpose": "reset", "lifetime_seconds": 299}`, 400, "lifetime_seconds"},
		{"a reset too long", "POST", "/users/" + alice + "/password-links", `{"purpose": "reset", "lifetime_seconds": 86401}`, 400, "lifetime_seconds"},
		{"an invitation too long", "POST", "/users/" + alice + "/password-links", `{"purpose": "invite", "lifetime_seconds": 2592001}`, 400, "lifetime_seconds"},
		{"a link for nobody", "POST", "/users/nobody/password-links", `{"purpose": "reset"}`, 404, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			in.t = t
			r := in.as(in.operator, c.method, "acme", c.path, c.body)
			require.Equal(t, c.status, r.status, r.text)
			field, _ := r.body["field"].(string)
			require.Equal(t, c.field, field, r.text)
		})
	}
	in.t = t
	require.Equal(t, 1.0, in.must("GET", "acme", "/users/"+alice, "").body["version"], "nothing was changed")
	for body, lasts := range map[string]time.Duration{
		`{"purpose": "invite"}`: 72 * time.Hour, `{"purpose": "reset"}`: time.Hour, `{"purpose": "reset", "lifetime_seconds": 86400}`: 24 * time.Hour,
	} {
		link := in.must("POST", "acme", "/users/"+alice+"/password-links", body)
		require.Equal(t, noon.Add(lasts).Format(time.RFC3339), link.body["expires_at"], body)
	}
}

func TestNobodyTakesOverAUserWithMoreRights(t *testing.T) {
	in, _, _ := world(t)
	chief := in.member("acme", "chief", "admin")
	builder := in.member("acme", "builder", "developer")
	watcher := in.member("acme", "watcher", "auditor")
	in.member("acme", "owner", "owner")
	boss, aide, alice := in.user("acme", "boss", "owner"), in.user("acme", "aide", "auditor"), in.user("acme", "alice")
	for _, c := range []struct {
		name, bearer, method, path, body string
		status                           int
	}{
		{"an admin does not make an owner", chief, "POST", "/users", `{"username": "x", "roles": ["owner"]}`, 403},
		{"nor of somebody", chief, "PUT", "/users/" + alice + "/roles", `{"version": 1, "roles": ["owner"]}`, 403},
		{"nor unmakes one", chief, "PUT", "/users/" + boss + "/roles", `{"version": 1, "roles": []}`, 403},
		{"nor edits one", chief, "PATCH", "/users/" + boss, `{"version": 1, "email": "mine@example.com"}`, 403},
		{"nor disables one", chief, "PATCH", "/users/" + boss, `{"version": 1, "status": "disabled"}`, 403},
		{"nor removes one", chief, "DELETE", "/users/" + boss, "", 403},
		{"nor resets one's password", chief, "POST", "/users/" + boss + "/password-links", `{"purpose": "reset"}`, 403},
		{"an admin resets an auditor's password", chief, "POST", "/users/" + aide + "/password-links", `{"purpose": "reset"}`, 201},
		{"a developer sees nobody", builder, "GET", "/users", "", 403},
		{"a developer creates nobody", builder, "POST", "/users", `{"username": "x"}`, 403},
		{"an auditor reads", watcher, "GET", "/users/" + alice, "", 200},
		{"an auditor signs nobody out", watcher, "POST", "/users/" + alice + "/sign-out", "", 403},
		{"an admin does", chief, "POST", "/users/" + boss + "/sign-out", "", 200},
		{"an admin makes an auditor", chief, "PUT", "/users/" + alice + "/roles", `{"version": 1, "roles": ["auditor"]}`, 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			in.t = t
			r := in.as(c.bearer, c.method, "acme", c.path, c.body)
			require.Equal(t, c.status, r.status, r.text)
		})
	}
}

func TestTheLastOwnerMayBeAPerson(t *testing.T) {
	in, _, _ := world(t)
	owner := in.member("acme", "boss", "owner")
	alice := in.user("acme", "alice", "owner")
	require.Equal(t, 204, in.as(owner, "DELETE", "acme", "/members/boss", "").status, "alice is left")
	owner = in.member("acme", "heir", "owner")
	in.must("PATCH", "acme", "/users/"+alice, `{"version": 1, "status": "disabled"}`)
	r := in.as(owner, "DELETE", "acme", "/clients/heir", "")
	require.Equal(t, 409, r.status, "a person who is disabled could appoint nobody")
	require.Equal(t, "last_owner", r.body["code"])
	in.must("PATCH", "acme", "/users/"+alice, `{"version": 2, "status": "active"}`)
	in.must("DELETE", "acme", "/members/heir", "")

	// What an owner may not do to the last one, the operator may.
	chief := in.member("acme", "second", "owner")
	in.must("DELETE", "acme", "/members/second", "")
	require.Equal(t, 401, in.as(chief, "DELETE", "acme", "/users/"+alice, "").status)
	in.must("DELETE", "acme", "/users/"+alice, "")
	events := in.must("GET", "acme", "/audit-events?object=user:"+alice, "").text
	for _, action := range []string{"user.created", "user.edited", "user.removed"} {
		require.Contains(t, events, `"action":"`+action+`"`)
	}
}
