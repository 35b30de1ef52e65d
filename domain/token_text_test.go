package domain

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var testDrawer = DrawerFor(time.Unix(1_790_000_000, 0), time.Unix(1_790_003_600, 0))

func TestMintedTokensAreRead(t *testing.T) {
	for _, kind := range TokenKinds() {
		token, err := MintToken(rand.Reader, kind, testDrawer)
		require.NoError(t, err)
		got, drawer, ok := ParseToken(token)
		require.True(t, ok)
		require.Equal(t, kind, got)
		require.Equal(t, testDrawer, drawer)
		require.Empty(t, strings.Trim(token.text[len(kind.prefix()):], digits62), "a token is letters and digits after its prefix")
	}
}

// Any single character changed, dropped, added or re-cased makes another text,
// and nearly always one that is refused by its form; where the checksum happens
// to agree, the row is looked up under another hash and not found.
func TestATokenWithOneCharacterChangedIsRefused(t *testing.T) {
	kinds := TokenKinds()
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		token, err := MintToken(rand.Reader, kind, testDrawer)
		require.NoError(t, err)
		text := token.text
		at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
		other := rapid.StringMatching(`[ -~]`).Draw(t, "other")
		var changed string
		switch rapid.SampledFrom([]string{"change", "drop", "add", "recase", "append", "prepend"}).Draw(t, "how") {
		case "change":
			changed = text[:at] + other + text[at+1:]
		case "drop":
			changed = text[:at] + text[at+1:]
		case "add":
			changed = text[:at] + other + text[at:]
		case "recase":
			changed = text[:at] + recase(text[at:at+1]) + text[at+1:]
		case "append":
			changed = text + other
		case "prepend":
			changed = other + text
		}
		if changed == text {
			return
		}
		if _, _, ok := ParseToken(NewSecret(changed)); ok {
			t.Fatalf("changed token was read")
		}
	})
}

func recase(s string) string {
	if upper := strings.ToUpper(s); upper != s {
		return upper
	}
	return strings.ToLower(s)
}

func TestTokenKeysRoundTrip(t *testing.T) {
	key, err := NewHashKey(rand.Reader)
	require.NoError(t, err)
	token, err := MintToken(rand.Reader, AccessToken, testDrawer)
	require.NoError(t, err)
	want := key.TokenKey(testDrawer, token)
	got, err := ParseTokenKey(want.String())
	require.NoError(t, err)
	require.Equal(t, want, got)

	other, err := NewHashKey(rand.Reader)
	require.NoError(t, err)
	require.NotEqual(t, want.Hash, other.TokenKey(testDrawer, token).Hash, "the same string in another tenant is another hash")
}

func TestATokenKeyHasOneSpelling(t *testing.T) {
	key, err := NewTokenKey(rand.Reader, testDrawer)
	require.NoError(t, err)
	text := key.String()
	for i := range len(text) {
		for c := rune(' '); c < unicode.MaxASCII; c++ {
			changed := text[:i] + string(c) + text[i+1:]
			if got, err := ParseTokenKey(changed); err == nil && changed != text {
				require.NotEqual(t, key, got, "two spellings of one id")
			}
		}
	}
	for _, text := range []string{"", "-", text + "=", text[:len(text)-1], " " + text, "zzzzz-" + text[6:]} {
		_, err := ParseTokenKey(text)
		require.True(t, KindNotFound.Is(err), "%q", text)
	}
}

func FuzzParseToken(f *testing.F) {
	token, err := MintToken(rand.Reader, AccessToken, testDrawer)
	require.NoError(f, err)
	f.Add(token.text)
	f.Add("jtn_at_")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		kind, drawer, ok := ParseToken(NewSecret(text))
		if !ok {
			return
		}
		require.True(t, strings.HasPrefix(text, kind.prefix()))
		require.False(t, drawer.Ends().IsZero())
		sum := len(text) - checksumDigits
		require.Equal(t, checksum(text[:sum]), text[sum:])
	})
}

func FuzzParseTokenKey(f *testing.F) {
	f.Add("00abc-AAAAAAAAAAAAAAAAAAAAAA")
	f.Add("00000-0000000\r00000000000000A")
	f.Fuzz(func(t *testing.T, text string) {
		if key, err := ParseTokenKey(text); err == nil {
			require.Equal(t, text, key.String())
		}
	})
}
