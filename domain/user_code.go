package domain

import (
	"io"
	"strings"
	"unicode"
)

// A user code is eight letters in two groups, such as WDJB-MJHT (RFC 8628 section
// 6.1). There are no vowels, so that no words come about, and no digits, so that
// none is taken for a letter. There are 25 billion codes; a guess costs the guesser
// seconds, and a code lives for minutes.
const (
	userCodeLetters = "BCDFGHJKLMNPQRSTVWXZ"
	userCodeLength  = 8
)

// DrawUserCode draws a user code, as it is shown.
func DrawUserCode(random io.Reader) (Secret, error) {
	letters := make([]byte, 0, userCodeLength)
	for drawn := [16]byte{}; len(letters) < userCodeLength; {
		if _, err := io.ReadFull(random, drawn[:]); err != nil {
			return Secret{}, err
		}
		for _, b := range drawn {
			// Of 32 values 20 are letters; the others are drawn again, so that
			// every letter is equally likely.
			if b &= 31; int(b) < len(userCodeLetters) && len(letters) < userCodeLength {
				letters = append(letters, userCodeLetters[b])
			}
		}
	}
	return grouped(letters), nil
}

// ParseUserCode reads a user code as somebody types it: in upper or lower case,
// with whatever spaces and hyphens, or without. It gives the code as it is shown.
func ParseUserCode(typed string) (Secret, bool) {
	letters := make([]byte, 0, userCodeLength)
	for _, c := range typed {
		switch upper := unicode.ToUpper(c); {
		case unicode.IsSpace(c), unicode.Is(unicode.Pd, c):
		case c <= unicode.MaxASCII && len(letters) < userCodeLength && strings.ContainsRune(userCodeLetters, upper):
			letters = append(letters, byte(upper))
		default:
			return Secret{}, false
		}
	}
	if len(letters) < userCodeLength {
		return Secret{}, false
	}
	return grouped(letters), true
}

func grouped(letters []byte) Secret {
	half := len(letters) / 2
	return Secret{string(letters[:half]) + "-" + string(letters[half:])}
}

// Cover makes a text of up to sixteen bytes unreadable to whoever does not have
// the secret as well; a second time it makes it readable again. Under one secret
// one text may be covered. The secret itself must not be kept: what is kept then
// says nothing.
func (k HashKey) Cover(under Secret, text []byte) []byte {
	pad := k.Seal("cover", under.text)
	covered := make([]byte, min(len(text), len(pad)))
	for i := range covered {
		covered[i] = text[i] ^ pad[i]
	}
	return covered
}
