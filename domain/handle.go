package domain

import (
	"encoding/base32"
	"fmt"
	"io"
	"strings"
)

// handleBytes makes ids of 16 characters: short enough to read out, and never
// met twice. Unlike a UUID they cannot be taken for a person's id.
const handleBytes = 10

// DrawHandle draws an id for a client, secret, credential or initial access token.
func DrawHandle(random io.Reader) (string, error) {
	var drawn [handleBytes]byte
	if _, err := io.ReadFull(random, drawn[:]); err != nil {
		return "", fmt.Errorf("draw id: %w", err)
	}
	return strings.ToLower(base32.StdEncoding.EncodeToString(drawn[:])), nil
}
