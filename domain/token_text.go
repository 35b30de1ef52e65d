package domain

import (
	"hash/crc32"
	"io"
	"strings"
)

// A token is its kind's prefix, the drawer its row is filed in (five base-62
// digits), 43 characters drawn uniformly from 62 (256 bits) and a CRC-32 over
// all of that (six base-62 digits). Machine secrets are the same without a
// drawer. Letters and digits only: a double click selects the whole of it, and
// no encoding changes it.
const (
	digits62       = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	drawerDigits   = 5
	randomDigits   = 43
	checksumDigits = 6
)

// Kind prefixes of tokens and machine secrets. They let secret scanners find a
// leak and say what leaked.
const (
	prefixAccessToken  = "jtn_at_"
	prefixRefreshToken = "jtn_rt_"
	prefixPersonal     = "jtn_pat_"
	prefixClientSecret = "jtn_cs_"
	prefixServerSecret = "jtn_rs_"
	prefixSetupSecret  = "jtn_setup_"
	prefixPassword     = "jtn_pw_"
	prefixCode         = "jtn_ac_"
	prefixHandle       = "jtn_ar_"
	prefixCookie       = "jtn_ck_"
	prefixPushed       = "jtn_par_"
	prefixDeviceCode   = "jtn_dc_"
	prefixInitial      = "jtn_ia_"
	prefixRegistration = "jtn_ra_"
)

// MintToken makes the text of a token of the kind, filed in drawer.
func MintToken(random io.Reader, kind TokenKind, drawer Drawer) (Secret, error) {
	return mint(random, kind.prefix()+encode62(uint64(drawer), drawerDigits))
}

// MintClientSecret makes a client's secret.
func MintClientSecret(random io.Reader) (Secret, error) { return mint(random, prefixClientSecret) }

// MintServerSecret makes a resource server's secret.
func MintServerSecret(random io.Reader) (Secret, error) { return mint(random, prefixServerSecret) }

// MintSetupSecret makes the secret of the one-time set-up link.
func MintSetupSecret(random io.Reader) (Secret, error) { return mint(random, prefixSetupSecret) }

// IsSetupSecret reports whether a text has the form of the set-up link's secret.
func IsSetupSecret(text Secret) bool { return strings.HasPrefix(text.text, prefixSetupSecret) }

// MintPasswordSecret makes the secret of a password link.
func MintPasswordSecret(random io.Reader) (Secret, error) { return mint(random, prefixPassword) }

// MintCode makes an authorization code.
func MintCode(random io.Reader) (Secret, error) { return mint(random, prefixCode) }

// MintHandle makes the handle of an authorization request.
func MintHandle(random io.Reader) (Secret, error) { return mint(random, prefixHandle) }

// MintCookie makes what a browser holds.
func MintCookie(random io.Reader) (Secret, error) { return mint(random, prefixCookie) }

// MintPushed makes what names a pushed authorization request.
func MintPushed(random io.Reader) (Secret, error) { return mint(random, prefixPushed) }

// MintDeviceCode makes a device code.
func MintDeviceCode(random io.Reader) (Secret, error) { return mint(random, prefixDeviceCode) }

// MintInitialToken makes an initial access token.
func MintInitialToken(random io.Reader) (Secret, error) { return mint(random, prefixInitial) }

// MintRegistrationToken makes a registration access token.
func MintRegistrationToken(random io.Reader) (Secret, error) { return mint(random, prefixRegistration) }

func mint(random io.Reader, head string) (Secret, error) {
	var text strings.Builder
	text.Grow(len(head) + randomDigits + checksumDigits)
	text.WriteString(head)
	for drawn, left := [64]byte{}, randomDigits; left > 0; {
		if _, err := io.ReadFull(random, drawn[:]); err != nil {
			return Secret{}, err
		}
		for _, b := range drawn {
			// 62 of 64 values are digits; the other two are drawn again, so
			// that every digit is equally likely.
			if b &= 63; b < 62 && left > 0 {
				text.WriteByte(digits62[b])
				left--
			}
		}
	}
	text.WriteString(checksum(text.String()))
	return Secret{text.String()}, nil
}

func checksum(text string) string {
	return encode62(uint64(crc32.ChecksumIEEE([]byte(text))), checksumDigits)
}

// isChecksum reports whether sum is the checksum of text.
func isChecksum(text, sum string) bool {
	var room [checksumDigits]byte
	return string(append62(room[:0], uint64(crc32.ChecksumIEEE([]byte(text))), checksumDigits)) == sum
}

// ParseToken reads the form of a token without looking it up. A text that is
// not exactly as minted (a character changed, added, dropped or re-cased) is
// refused by its checksum, at no cost to the database.
func ParseToken(token Secret) (TokenKind, Drawer, bool) {
	for _, kind := range TokenKinds() {
		body, ok := strings.CutPrefix(token.text, kind.prefix())
		if !ok {
			continue
		}
		if len(body) != drawerDigits+randomDigits+checksumDigits {
			return "", 0, false
		}
		sum := len(token.text) - checksumDigits
		if !isChecksum(token.text[:sum], token.text[sum:]) {
			return "", 0, false
		}
		drawer, ok := parseDrawer(body[:drawerDigits])
		return kind, drawer, ok
	}
	return "", 0, false
}

func parseDrawer(text string) (Drawer, bool) {
	n := 0
	for i := range len(text) {
		d := strings.IndexByte(digits62, text[i])
		if d < 0 {
			return 0, false
		}
		n = n*62 + d
	}
	return Drawer(n), !Drawer(n).Ends().IsZero()
}

// encode62 writes n in width base-62 digits, most significant first.
func encode62(n uint64, width int) string { return string(append62(nil, n, width)) }

// append62 is encode62 behind what is there.
func append62(text []byte, n uint64, width int) []byte {
	text = append(text, "0000000000"[:width]...)
	for i := len(text) - 1; width > 0; i, width = i-1, width-1 {
		text[i] = digits62[n%62]
		n /= 62
	}
	return text
}
