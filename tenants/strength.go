package tenants

import (
	"strings"
	"unicode/utf8"

	"github.com/ccojocar/zxcvbn-go"
	"github.com/ccojocar/zxcvbn-go/match"
	"github.com/ccojocar/zxcvbn-go/matching"

	"github.com/jeton-id/jeton/domain"
)

// strongEnough is zxcvbn's "safely unguessable": a million seconds and more for
// somebody who has the slow hash and a hundred cores. Those who have to ask us
// get nowhere near that.
const strongEnough = 3

// maxEstimated is how many characters of a password are estimated. The work
// grows with the square, and what is strong by then stays so.
const maxEstimated = 64

// looks are the ways in which letters are written to look clever, which those
// who guess know too. The library tries every combination of them, which takes
// minutes for some passwords; one reading is enough.
var looks = strings.NewReplacer("@", "a", "4", "a", "8", "b", "(", "c", "3", "e", "6", "g", "9", "g", "1", "l", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t", "+", "t", "2", "z")

// Weakness says in a sentence by what a password would be guessed, empty if it
// is strong enough; own are the person's own names. It goes by zxcvbn's
// dictionaries, the thirty thousand most common passwords among them.
func Weakness(password domain.Secret, own []string) string {
	text := plain(password.Reveal())
	words := make([]string, len(own))
	for i, word := range own {
		words[i] = plain(word)
	}
	for _, reading := range []string{text, looks.Replace(text)} {
		estimate := zxcvbn.PasswordStrength(reading, words, matching.FilterL33tMatcher)
		if estimate.Score < strongEnough {
			return sentence(estimate.MatchSequence)
		}
	}
	return ""
}

// plain gives a text in ASCII, with a letter that nobody guesses for any other:
// the library counts bytes in some places and characters in others.
func plain(text string) string {
	if utf8.RuneCountInString(text) > maxEstimated {
		text = string([]rune(text)[:maxEstimated])
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '~'
		}
		return r
	}, text)
}

// sentence says what makes the found sequence easy to guess: its longest part
// that is not random.
func sentence(found []match.Match) string {
	longest := match.Match{Pattern: "bruteforce"}
	for _, part := range found {
		if part.Pattern != "bruteforce" && len(part.Token) > len(longest.Token) {
			longest = part
		}
	}
	const advice = " Add a word or two that have nothing to do with it."
	switch longest.Pattern {
	case "dictionary":
		switch {
		case longest.DictionaryName == "user_inputs":
			return "It is made of your own name or address, which is tried first." + advice
		case strings.Contains(strings.ToLower(longest.DictionaryName), "password"):
			return "It is, or is much like, one of the most common passwords." + advice
		}
		return "It is little more than a common word or name." + advice
	case "spatial":
		return "Keys that lie side by side are easy to guess." + advice
	case "repeat":
		return "Repeated characters are easy to guess." + advice
	case "sequence":
		return "Sequences like abc or 6543 are easy to guess." + advice
	}
	// Dates among others, which the library estimates and does not name.
	return "It is short of surprises." + advice
}
