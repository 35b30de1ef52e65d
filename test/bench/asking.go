package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"sync/atomic"
)

// questions are asked again and again in random order; each has one right
// answer, known to the byte.
type questions []question

func openQuestions(path string) (questions, error) {
	var q questions
	err := readGob(path, &q)
	if err == nil && len(q) == 0 {
		err = errors.New("no questions")
	}
	return q, err
}

func (q questions) asker() asker { return &questioner{questions: q, random: newRandom()} }

func (questions) finish() error { return nil }

type questioner struct {
	questions questions
	random    *rand.Rand
	last      *question
}

func (q *questioner) next() ([]byte, error) {
	q.last = &q.questions[q.random.IntN(len(q.questions))]
	return q.last.Request, nil
}

func (q *questioner) check(a answer) error {
	if a.status != http.StatusOK || !bytes.Equal(a.body, q.last.Want) {
		return wrong(a, fmt.Sprintf("200 %q", q.last.Want))
	}
	return nil
}

func newRandom() *rand.Rand { return rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64())) }

// deck asks about tokens of which only the ids are known. An answer is right if
// it is active and about the token that was asked for.
type deck struct {
	job   deckJob
	file  *os.File
	heads [][]byte
	// cards holds those that are asked once, in turn; taken counts them.
	cards []card
	taken atomic.Int64
}

func openDeck(j deckJob) (*deck, error) {
	d := &deck{job: j}
	err := readGob(j.Heads, &d.heads)
	if err != nil {
		return nil, err
	}
	if d.file, err = os.Open(j.File); err != nil {
		return nil, err
	}
	if j.Random {
		return d, nil
	}
	// Read before the clock runs.
	d.cards = make([]card, j.To-j.From)
	for i := range d.cards {
		if err := d.read(j.From+i, &d.cards[i]); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// read gives the card at a position: the first tokens of all the active tenants
// come before their second ones.
func (d *deck) read(position int, into *card) error {
	tenants, active := len(d.heads), len(d.heads)
	if d.job.Active > 0 {
		active = d.job.Active
	}
	return into.readFrom(d.file, position/active*tenants+position%active)
}

func (d *deck) asker() asker { return &dealer{deck: d, random: newRandom()} }

func (d *deck) finish() error { return d.file.Close() }

type dealer struct {
	deck    *deck
	random  *rand.Rand
	drawn   card
	last    *card
	request []byte
}

func (d *dealer) next() ([]byte, error) {
	if d.deck.job.Random {
		position := d.deck.job.From + d.random.IntN(d.deck.job.To-d.deck.job.From)
		if err := d.deck.read(position, &d.drawn); err != nil {
			return nil, err
		}
		d.last = &d.drawn
	} else {
		n := d.deck.taken.Add(1) - 1
		if n >= int64(len(d.deck.cards)) {
			return nil, nil
		}
		d.last = &d.deck.cards[n]
	}
	d.request = append(append(d.request[:0], d.deck.heads[d.last.tenant()]...), d.last.text()...)
	return d.request, nil
}

var active = []byte(`{"active":true,`)

func (d *dealer) check(a answer) error {
	if a.status != http.StatusOK || !bytes.HasPrefix(a.body, active) || !bytes.Contains(a.body, d.last.jti()) {
		return wrong(a, fmt.Sprintf("200, active and with %s", d.last.jti()))
	}
	return nil
}
