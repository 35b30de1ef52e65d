package main

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/jeton-id/jeton/domain"
)

// A deck is a file of tokens, one after another in cards of one size: ten
// millions of them would fill the memory that is to be measured. Card k belongs
// to tenant k modulo the number of tenants, so that whoever goes through a deck
// in order meets every tenant in turn.

// tokenSize is the size of an access token's text, jtiSize that of its id as a
// member of an answer.
const (
	tokenSize = 61
	jtiSize   = len(`"jti":""`) + 28
	cardSize  = 4 + tokenSize + jtiSize
)

// card is one token of a deck: its tenant's number, its text, its id.
type card [cardSize]byte

func newCard(tenant int, text domain.Secret, key domain.TokenKey) (card, error) {
	var c card
	jti := `"jti":"` + key.String() + `"`
	if len(text.Reveal()) != tokenSize || len(jti) != jtiSize {
		return c, fmt.Errorf("a token of %d characters, whose id has %d", len(text.Reveal()), len(jti))
	}
	binary.LittleEndian.PutUint32(c[:4], uint32(tenant))
	copy(c[4:], text.Reveal())
	copy(c[4+tokenSize:], jti)
	return c, nil
}

func (c *card) tenant() int  { return int(binary.LittleEndian.Uint32(c[:4])) }
func (c *card) text() []byte { return c[4 : 4+tokenSize] }
func (c *card) jti() []byte  { return c[4+tokenSize:] }

func (c *card) readFrom(file io.ReaderAt, number int) error {
	_, err := file.ReadAt(c[:], int64(number)*int64(cardSize))
	return err
}
