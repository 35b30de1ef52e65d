package domain

import "slices"

// Slug is the tenant's name in paths: /t/{slug}/…. It is unique in the
// installation and not reused while tokens of its last owner may live.
type Slug string

// SystemSlug is the tenant of the operators.
const SystemSlug Slug = "system"

// reservedSlugs would read as something else in a path, a log or a host name.
var reservedSlugs = []string{"admin", "api", "assets", "healthz", "localhost", "null", "oauth2", "operator", "readyz", "t", "undefined", "well-known", "www"}

const maxSlug = 63

// SlugInPath reads a tenant's slug from an address. What cannot be a slug names
// no tenant, and says so like any other that is unknown.
func SlugInPath(text string) (Slug, error) {
	slug, err := ParseSlug(text)
	if err != nil {
		return "", NotFound("tenant")
	}
	return slug, nil
}

// ParseSlug accepts 1 to 63 characters of a-z, 0-9 and inner hyphens. Upper
// case is refused rather than lowered: two spellings of one tenant would be
// two issuers.
func ParseSlug(text string) (Slug, error) {
	if text == "" || len(text) > maxSlug {
		return "", InvalidField("slug", "a slug has 1 to %d characters", maxSlug)
	}
	for i := range len(text) {
		c := text[i]
		inner := c == '-' && i > 0 && i < len(text)-1
		if !inner && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return "", InvalidField("slug", "a slug is made of a-z, 0-9 and inner hyphens")
		}
	}
	if slices.Contains(reservedSlugs, text) {
		return "", InvalidField("slug", "the slug %q is reserved", text)
	}
	return Slug(text), nil
}
