package status

import "strings"

// Description gives a message as error_description may have it: printable ASCII
// but for the quotation mark and the backslash (RFC 6749 sections 4.1.2.1 and 5.2).
// Messages quote what was sent, so any text can be in them; what may not be there
// becomes an apostrophe, a slash or a question mark.
func Description(message string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '"':
			return '\''
		case r == '\\':
			return '/'
		case r < ' ' || r > '~':
			return '?'
		}
		return r
	}, message)
}
