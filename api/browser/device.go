package browser

import "strings"

// sign is what a browser or system says of itself, and what people call it.
type sign struct{ says, name string }

// The browsers and systems that people have, the more particular first: nearly
// every browser says that it is the others as well.
var (
	browsers = []sign{
		{"Edg/", "Edge"},
		{"EdgA/", "Edge"},
		{"EdgiOS/", "Edge"},
		{"OPR/", "Opera"},
		{"Vivaldi/", "Vivaldi"},
		{"SamsungBrowser/", "Samsung Internet"},
		{"YaBrowser/", "Yandex Browser"},
		{"DuckDuckGo/", "DuckDuckGo"},
		{"FxiOS/", "Firefox"},
		{"Firefox/", "Firefox"},
		{"CriOS/", "Chrome"},
		{"HeadlessChrome/", "Chrome without a window"},
		{"Chromium/", "Chromium"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	}
	systems = []sign{
		{"iPhone", "iPhone"},
		{"iPad", "iPad"},
		{"Android", "Android"},
		{"Windows", "Windows"},
		{"CrOS", "ChromeOS"},
		{"Macintosh", "Mac"},
		{"Mac OS X", "Mac"},
		{"Linux", "Linux"},
		{"FreeBSD", "FreeBSD"},
		{"OpenBSD", "OpenBSD"},
	}
)

// Device says in words which browser on which system a session is used with. It is
// for the person to recognise, and only as true as what the browser says.
func Device(userAgent string) string {
	browser, system := first(browsers, userAgent), first(systems, userAgent)
	switch {
	case browser != "" && system != "":
		return browser + " on " + system
	case browser != "":
		return browser
	case system != "":
		return "A browser on " + system
	}
	// A program, which mostly begins with its own name.
	name, _, _ := strings.Cut(userAgent, "/")
	if name != "" && len(name) <= 40 && !strings.ContainsAny(name, " ;(") {
		return name
	}
	return "An unknown browser"
}

func first(signs []sign, userAgent string) string {
	for _, s := range signs {
		if strings.Contains(userAgent, s.says) {
			return s.name
		}
	}
	return ""
}
