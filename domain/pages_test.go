package domain

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestS38PagesOfAClientAreThoseACodeMayBeSentTo(t *testing.T) {
	client := Client{Status: Active, AuthMethod: NoAuth, Registration: Registration{RedirectURIs: []string{
		"https://app.example/back?x=https://other.example", "https://spelt.example:443/back", "https://port.example:8443", "http://localhost:5173/back",
		"http://127.0.0.1:9000/back", "http://[::1]/back", "com.example.app:/back",
	}}}
	for _, origin := range []string{
		"https://app.example", "https://spelt.example", "https://port.example:8443", "http://localhost:5173",
		"http://127.0.0.1:9000", "http://127.0.0.1:9001", "http://127.0.0.1", "http://[::1]:9000", "http://[::1]",
	} {
		require.True(t, client.HasPagesOf(origin), origin)
		secretive, disabled := client, client
		secretive.AuthMethod, disabled.Status = SecretBasic, Disabled
		require.False(t, secretive.HasPagesOf(origin), origin)
		require.False(t, disabled.HasPagesOf(origin), origin)
	}
	for _, origin := range []string{
		"", "null", "*", "https://", "http://", "https", "https://other.example", "http://app.example", "https://app.example:443", "https://app.example/",
		"https://app.example.evil.com", "https://evil.com?https://app.example", "https://APP.example", "https://app.example@evil.com",
		"https://localhost.evil.com", "http://localhost", "http://localhost:5174", "https://localhost:5173", "http://127.0.0.1.evil.com",
		"http://127.0.0.1:9000.evil.com", "http://127.0.0.1:x", "http://127.0.0.1:9000/", "http://127.0.0.1/back", "http://127.0.0.2:9000", "https://127.0.0.1:9000",
		"com.example.app", "com.example.app:", "com.example.app://",
	} {
		require.False(t, client.HasPagesOf(origin), origin)
	}
}
