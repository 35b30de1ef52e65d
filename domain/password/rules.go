package password

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/jeton-id/jeton/domain"
)

// Bounds of a password, in characters. NIST SP 800-63B section 5.1.1.2 wants at
// least 8, and room for 64 or more; nothing is demanded of what they are.
const (
	minLength = 8
	maxLength = 128
)

// Rules say when a password is strong enough.
type Rules struct {
	// Weakness says, in a sentence for the person, by what the password would be
	// guessed, empty if it would not be. Own are words that an attacker who knows
	// the person would try first.
	Weakness func(password domain.Secret, own []string) string
}

// Check refuses a password of the user that is too short, too long, cannot be
// typed, or would be guessed. Field names the member it came in. The words are
// for the person and never repeat the password.
func (r Rules) Check(field string, password domain.Secret, user domain.User) error {
	text := password.Reveal()
	switch length := utf8.RuneCountInString(text); {
	case length < minLength:
		return domain.InvalidField(field, "a password has at least %d characters: three or four words that have nothing to do with each other are easy to remember", minLength)
	case length > maxLength:
		return domain.InvalidField(field, "a password has at most %d characters", maxLength)
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		return domain.InvalidField(field, "a password is made of characters that can be typed")
	}
	if weakness := r.Weakness(password, ownWords(user)); weakness != "" {
		return domain.InvalidField(field, "%s", weakness)
	}
	return nil
}

// ownWords lists the names of the user, whole and in parts.
func ownWords(user domain.User) []string {
	var words []string
	for _, name := range []string{user.Username, user.Email, user.Name} {
		parts := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		for _, word := range append(parts, name, strings.Join(parts, "")) {
			// What is shorter is in too many words to say anything.
			if utf8.RuneCountInString(word) > 2 {
				words = append(words, word)
			}
		}
	}
	return words
}
