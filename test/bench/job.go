package main

import (
	"context"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"
)

// job is what the generator is to do, as the benchmark tells it: one JSON value
// on its standard input. Exactly one of Questions, Deck and Issue is set.
type job struct {
	// Address is host:port.
	Address     string
	Connections int
	// Unmeasured is how long answers are checked but not counted at first; Lasts
	// is how long they are counted after that.
	Unmeasured, Lasts time.Duration
	// Rate is how many requests are due in a second, whether or not those before
	// have been answered. Zero means that each connection asks again as soon as it
	// has its answer.
	Rate float64
	// Count ends the job after so many requests, if not zero.
	Count int64

	// Questions is a file of questions, which are asked in random order.
	Questions string
	Deck      *deckJob
	Issue     *issueJob

	// Revoke takes tokens back meanwhile.
	Revoke []revocation
	// Limited lets a 429 with Retry-After pass, and counts it.
	Limited bool
	// Samples is a file for every answer's moment and latency, if not empty.
	Samples string
}

// question is a request and the body of its only right answer.
type question struct{ Request, Want []byte }

// deckJob asks about the tokens of a deck file.
type deckJob struct {
	File string
	// Heads is a file with, for each tenant, the head of the request that its API
	// sends.
	Heads string
	// Active keeps to the first tenants, if not zero.
	Active int
	// From and To bound the positions asked about. Each is asked once, in turn,
	// or, if Random, as often as there is time.
	From, To int
	Random   bool
}

// issueJob asks for tokens.
type issueJob struct {
	// Requests has the token request of each tenant's client.
	Requests [][]byte
	// Form names the form of the tokens.
	Form tokenForm
	// After is what follows the token in every right answer.
	After []byte
	// Tokens is a file for all that were issued.
	Tokens string
}

// revocation takes a token back and then asks about it.
type revocation struct{ Revoke, Ask []byte }

// result is what came of a job, as the generator tells it: one JSON value on its
// standard output.
type result struct {
	// Wrong says what was wrong, empty if nothing was. There is nothing else then.
	Wrong string
	// Answers are all that came, Counted those that came in time, Limited those
	// of them that were refused with 429, Revoked the tokens taken back.
	Answers, Counted, Limited, Revoked int64
	// Elapsed is how long answers were counted.
	Elapsed  time.Duration
	P50, P99 time.Duration
}

// throughput is in answers per second.
func (r result) throughput() float64 { return float64(r.Counted) / r.Elapsed.Seconds() }

// sample is one answer: when it came, in nanoseconds since 1970, and how long
// it took.
type sample struct {
	At   int64
	Took time.Duration
}

// generator is the subcommand that generates load.
func generator() error {
	var j job
	if err := json.NewDecoder(os.Stdin).Decode(&j); err != nil {
		return fmt.Errorf("read the job: %w", err)
	}
	done, err := load(context.Background(), j)
	if err != nil {
		done = result{Wrong: err.Error()}
	}
	return json.NewEncoder(os.Stdout).Encode(done)
}

func writeGob(path string, value any) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return gob.NewEncoder(file).Encode(value)
}

func readGob(path string, into any) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return gob.NewDecoder(file).Decode(into)
}
