package process

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
)

// output is what a process writes to one stream, kept whole.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

// String gives everything so far.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// tail gives the last lines.
func (o *output) tail() string {
	const most = 30
	lines := strings.SplitAfter(o.String(), "\n")
	return strings.Join(lines[max(0, len(lines)-most):], "")
}

// never is what no log may hold, whatever a test does: the marks of a broken
// program, how our tokens and secrets begin, and how the header of a JWT does.
var never = []string{"panic:", "fatal error:", "DATA RACE", "jtn_", "eyJhbGciOi", "eyJ0eXAiOi", "eyJraWQiOi"}

// confided are secrets without a form by which they could be told.
var confided struct {
	sync.Mutex
	texts map[string]bool
}

// confide notes texts that no log may hold from now on.
func confide(texts ...string) {
	confided.Lock()
	defer confided.Unlock()
	if confided.texts == nil {
		confided.texts = map[string]bool{}
	}
	for _, text := range texts {
		// Shorter ones could be part of any word; what begins as ours do is
		// found by that.
		if len(text) >= 16 && !strings.HasPrefix(text, "jtn_") {
			confided.texts[text] = true
		}
	}
}

// NewSecret draws a secret of the strength that the program demands, which from
// now on no log may hold.
func NewSecret() string {
	secret := make([]byte, 32)
	// It cannot fail.
	_, _ = rand.Read(secret)
	text := hex.EncodeToString(secret)
	confide(text)
	return text
}

// wrong says what is in a log that must not be, without repeating it.
func (o *output) wrong() (found []string) {
	text := o.String()
	for _, mark := range never {
		if at := strings.Index(text, mark); at >= 0 {
			found = append(found, fmt.Sprintf("%s after %q", mark, before(text, at)))
		}
	}
	confided.Lock()
	defer confided.Unlock()
	for secret := range confided.texts {
		if at := strings.Index(text, secret); at >= 0 {
			found = append(found, fmt.Sprintf("a secret after %q", before(text, at)))
		}
	}
	return found
}

func before(text string, at int) string { return text[max(0, at-160):at] }
