package login

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/domain"
)

// Brand serves GET /t/{tenant}/signin/brand.css: the tenant's colour, in a sheet
// of its own because the pages allow no styles inside them. Pages that know the
// colour name it in the address, so that it may be kept for long and another one
// is fetched at once; without it the sheet is asked for each time.
func (p Pages) Brand(c echo.Context) error {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return err
	}
	tenant, err := p.Flow.Tenant(c.Request().Context(), slug)
	if err != nil {
		return err
	}
	tag := brandTag(tenant.Settings.BrandColor)
	header := c.Response().Header()
	header.Set("Cache-Control", "no-cache")
	if tag != "" && c.Request().URL.RawQuery == tag {
		header.Set("Cache-Control", "public, max-age=86400")
	}
	header.Set("X-Content-Type-Options", "nosniff")
	return c.Blob(http.StatusOK, "text/css; charset=utf-8", []byte(brandSheet(tenant.Settings.BrandColor)))
}

// brandTag is a colour as an address has it, empty for none.
func brandTag(color string) string { return strings.ToLower(strings.TrimPrefix(color, "#")) }

// The grounds that text and outlines stand on, as login.css has them: of the page
// and of the card, light and dark.
var (
	lightGrounds = []rgb{{0xf6, 0xf4, 0xf0}, {0xff, 0xff, 0xff}}
	darkGrounds  = []rgb{{0x17, 0x16, 0x14}, {0x20, 0x1f, 0x1c}}
)

// legible is the least contrast of text with what it stands on (WCAG 2.2, success
// criterion 1.4.3).
const legible = 4.5

// brandSheet gives the style sheet for a colour, empty for none. Buttons have the
// very colour, with black or white on it, whichever can be read; links and
// outlines have it darker or lighter, as far as the ground demands.
func brandSheet(color string) string {
	brand, ok := parseColor(color)
	if !ok {
		return ""
	}
	return fmt.Sprintf(":root { --brand: %s; --on-brand: %s; --accent: %s; }\n@media (prefers-color-scheme: dark) { :root { --brand: %s; --on-brand: %s; --accent: %s; } }\n",
		brand, brand.text(), brand.on(lightGrounds, black), brand, brand.text(), brand.on(darkGrounds, white))
}

// rgb is a colour of the sRGB space.
type rgb [3]uint8

var black, white = rgb{}, rgb{0xff, 0xff, 0xff}

func parseColor(color string) (rgb, bool) {
	n, err := strconv.ParseUint(brandTag(color), 16, 24)
	return rgb{uint8(n >> 16), uint8(n >> 8), uint8(n)}, err == nil && len(brandTag(color)) == 6
}

// String gives #rrggbb.
func (c rgb) String() string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }

// text gives black or white, whichever can be read better on the colour: one of
// the two always can.
func (c rgb) text() rgb {
	if contrast(c, white) >= contrast(c, black) {
		return white
	}
	return black
}

// on gives the colour, as far towards another as it takes to be read on every one
// of the grounds.
func (c rgb) on(grounds []rgb, towards rgb) rgb {
	for step := range 101 {
		mixed := c.mix(towards, float64(step)/100)
		readable := true
		for _, ground := range grounds {
			readable = readable && contrast(mixed, ground) >= legible
		}
		if readable {
			return mixed
		}
	}
	return towards
}

func (c rgb) mix(other rgb, share float64) (mixed rgb) {
	for i := range c {
		mixed[i] = uint8(math.Round(float64(c[i])*(1-share) + float64(other[i])*share))
	}
	return mixed
}

// contrast is the contrast ratio of WCAG 2.2.
func contrast(a, b rgb) float64 {
	lighter, darker := max(a.luminance(), b.luminance()), min(a.luminance(), b.luminance())
	return (lighter + 0.05) / (darker + 0.05)
}

// luminance is the relative luminance of WCAG 2.2.
func (c rgb) luminance() float64 {
	var linear [3]float64
	for i, channel := range c {
		s := float64(channel) / 255
		if s <= 0.04045 {
			linear[i] = s / 12.92
		} else {
			linear[i] = math.Pow((s+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*linear[0] + 0.7152*linear[1] + 0.0722*linear[2]
}
