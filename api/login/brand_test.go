package login

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestEveryColourCanBeRead holds what is made of colours of all sorts to the
// contrast that text needs, light and dark.
func TestEveryColourCanBeRead(t *testing.T) {
	steps := []uint8{0, 0x33, 0x66, 0x80, 0x99, 0xcc, 0xff}
	value := regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`)
	for _, r := range steps {
		for _, g := range steps {
			for _, b := range steps {
				color := rgb{r, g, b}
				light, dark, ok := strings.Cut(brandSheet(strings.ToUpper(color.String())), "@media (prefers-color-scheme: dark)")
				require.True(t, ok)
				for sheet, grounds := range map[string][]rgb{light: lightGrounds, dark: darkGrounds} {
					got := map[string]rgb{}
					for _, found := range value.FindAllStringSubmatch(sheet, -1) {
						got[found[1]], ok = parseColor(found[2])
						require.True(t, ok)
					}
					require.Len(t, got, 3)
					require.Equal(t, color, got["brand"], "a button has the very colour")
					require.GreaterOrEqual(t, contrast(got["brand"], got["on-brand"]), legible, "%s", color)
					for _, ground := range grounds {
						require.GreaterOrEqual(t, contrast(got["accent"], ground), legible, "%s on %s", color, ground)
					}
				}
			}
		}
	}
}

// TestColoursAreAsTheConsoleShowsThem holds what is made of a colour to the cases that
// the console's preview is held to as well.
func TestColoursAreAsTheConsoleShowsThem(t *testing.T) {
	var cases []struct {
		Color   string `json:"color"`
		OnBrand string `json:"on_brand"`
		Light   string `json:"light"`
		Dark    string `json:"dark"`
	}
	text, err := os.ReadFile("testdata/brands.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &cases))
	require.NotEmpty(t, cases)
	for _, c := range cases {
		color, ok := parseColor(c.Color)
		require.True(t, ok, c.Color)
		require.Equal(t, c.OnBrand, color.text().String(), c.Color)
		require.Equal(t, c.Light, color.on(lightGrounds, black).String(), c.Color)
		require.Equal(t, c.Dark, color.on(darkGrounds, white).String(), c.Color)
	}
}

func TestWhatIsNoColourMakesNoSheet(t *testing.T) {
	for _, color := range []string{"", "#", "#fff", "red", "#1234567", "#12345g", "#123;}*"} {
		require.Empty(t, brandSheet(color), color)
	}
	require.InDelta(t, 21, contrast(black, white), 0.001)
	require.Equal(t, "#8a5a00", rgb{0x8a, 0x5a, 0}.on(lightGrounds, black).String(), "what can be read stays as it is")
}

// TestTheGroundsAreThoseOfTheSheet holds the colours that contrast is made for to
// login.css.
func TestTheGroundsAreThoseOfTheSheet(t *testing.T) {
	light, dark, ok := strings.Cut(string(style), "@media (prefers-color-scheme: dark)")
	require.True(t, ok)
	for sheet, grounds := range map[string][]rgb{light: lightGrounds, dark: darkGrounds} {
		require.Contains(t, sheet, "--ground: "+grounds[0].String()+"; --card: "+grounds[1].String())
	}
}
