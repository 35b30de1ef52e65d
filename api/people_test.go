package api

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/api/admin"
)

// TestPeopleSeePages asks of every route, and of paths that are none, whether what
// goes wrong there is told on a page.
func TestPeopleSeePages(t *testing.T) {
	routes := (&Server{Admin: new(admin.API)}).Routes()
	people := pathsOfPeople(routes)
	for _, route := range routes {
		switch route.Who {
		case person:
			require.True(t, people.see(route.Path), route.Path)
		case client, serverOrClient, bearer, registrant:
			require.False(t, people.see(route.Path), route.Path)
		}
		if route.Who.permission != "" {
			require.False(t, people.see(route.Path), route.Path)
		}
	}
	for _, path := range []string{"/t/acme/account/nothing", "/t/acme/signin/gone/nothing", "/t/acme/password/x", "/t/acme/oauth2/authorize"} {
		require.True(t, people.see(path), path)
	}
	for _, path := range []string{"/", "/t/acme", "/account", "/t/acme/accounts", "/t/acme/oauth2/authorized", "/t/acme/oauth2/nothing", "/t/account/oauth2/token"} {
		require.False(t, people.see(path), path)
	}
}
