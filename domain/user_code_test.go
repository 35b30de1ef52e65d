package domain

import (
	"crypto/rand"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUserCodes(t *testing.T) {
	seen := map[rune]int{}
	form := regexp.MustCompile(`^[` + userCodeLetters + `]{4}-[` + userCodeLetters + `]{4}$`)
	for range 1000 {
		code, err := DrawUserCode(rand.Reader)
		require.NoError(t, err)
		require.Regexp(t, form, code.Reveal())
		for _, letter := range code.Reveal() {
			seen[letter]++
		}
	}
	for _, letter := range userCodeLetters {
		require.InDelta(t, 400, seen[letter], 120, "each letter is as likely as the others")
	}
	for _, typed := range []string{"WDJB-MJHT", "wdjb-mjht", "WDJBMJHT", " wdjb mjht ", "W D J B M J H T", "wdjb\u2013mjht", "WDJB\u00a0\u2010\u00a0MJHT", "\twdjb-mjht\n"} {
		code, ok := ParseUserCode(typed)
		require.True(t, ok, "%q", typed)
		require.Equal(t, "WDJB-MJHT", code.Reveal(), "%q", typed)
	}
	for _, typed := range []string{"", "-", "WDJB", "WDJB-MJH", "WDJB-MJHTB", "WDJB-MJHA", "WDJB-MJH1", "WDJB_MJHT", "WDJB.MJHT", "\u017fDJB-MJHT", "\uff37DJB-MJHT", "WDJB-MJHT;"} {
		code, ok := ParseUserCode(typed)
		require.False(t, ok, "%q", typed)
		require.True(t, code.IsZero())
	}
}

func FuzzParseUserCode(f *testing.F) {
	for _, seed := range []string{"WDJB-MJHT", "wdjb mjht", "", "----", "WDJB-MJHTB", "\u2013"} {
		f.Add(seed)
	}
	form := regexp.MustCompile(`^[` + userCodeLetters + `]{4}-[` + userCodeLetters + `]{4}$`)
	f.Fuzz(func(t *testing.T, typed string) {
		code, ok := ParseUserCode(typed)
		if !ok {
			return
		}
		require.Regexp(t, form, code.Reveal())
		again, ok := ParseUserCode(strings.ToLower(code.Reveal()))
		require.True(t, ok)
		require.Equal(t, code, again)
	})
}

func TestWhatIsCoveredIsReadWithItsSecretAlone(t *testing.T) {
	key, err := NewHashKey(rand.Reader)
	require.NoError(t, err)
	other, err := NewHashKey(rand.Reader)
	require.NoError(t, err)
	under, text := NewSecret("a handle"), []byte("WDJB-MJHT")
	covered := key.Cover(under, text)
	require.Equal(t, text, key.Cover(under, covered))
	require.NotEqual(t, text, covered)
	require.NotEqual(t, text, key.Cover(NewSecret("another"), covered))
	require.NotEqual(t, text, other.Cover(under, covered))
	require.Len(t, key.Cover(under, make([]byte, 40)), 16)
}
