// Package password keeps the passwords of people: what is stored of one, when
// one is strong enough, and how a link lets a person choose one.
//
// Passwords are hashed by argon2id (RFC 9106), which takes memory and time on
// purpose. So the work is bounded: a Hasher does so many at once and lets so
// many wait; the next are told to come back, which is never an answer about
// their password. A check takes the same work whoever it is about, also for
// nobody at all, so that who exists cannot be read off a clock.
//
// The one idea worth knowing: a stored hash says how it was made. What it costs
// can be raised at any time, and whoever signs in next has their hash made anew.
package password

import (
	"context"
	"crypto/subtle"
	"fmt"
	"io"
	"sync/atomic"

	"golang.org/x/crypto/argon2"

	"github.com/jeton-id/jeton/domain"
)

// Cost is what one hash takes.
type Cost struct {
	// MemoryKiB is in units of 1024 bytes.
	MemoryKiB uint32
	Passes    uint32
	Lanes     uint8
}

// Recommended is the cost that OWASP's Password Storage Cheat Sheet recommends
// for argon2id: 19 MiB, two passes, one lane. It takes 25 to 50 ms of one processor.
var Recommended = Cost{MemoryKiB: 19 * 1024, Passes: 2, Lanes: 1}

// Sizes of what is made, in bytes (RFC 9106 section 3.1).
const (
	saltSize = 16
	tagSize  = 32
)

// waitingEach is how many may wait for each that is under way: about a second's
// worth. One more would hardly be served before its request ends.
const waitingEach = 32

// Hasher makes and checks hashes, a bounded number at a time.
type Hasher struct {
	random io.Reader
	cost   Cost
	// admitted has room for all who may be here, slots for those at work.
	admitted, slots chan struct{}
	// nobody is what the password of nobody is compared with.
	nobody            encoded
	count, turnedAway atomic.Int64
}

// NewHasher makes a hasher that does atOnce hashes of the cost at the same time,
// each in memory of its own. Random is where salts come from.
func NewHasher(random io.Reader, cost Cost, atOnce int) *Hasher {
	return &Hasher{
		random: random, cost: cost,
		admitted: make(chan struct{}, atOnce*(1+waitingEach)), slots: make(chan struct{}, atOnce),
		nobody: encoded{Cost: cost, salt: make([]byte, saltSize), tag: make([]byte, tagSize)},
	}
}

// Hash makes the hash of a password. It is KindUnavailable if too many are being
// made, or the context ends first.
func (h *Hasher) Hash(ctx context.Context, password domain.Secret) (domain.PasswordHash, error) {
	made := encoded{Cost: h.cost, salt: make([]byte, saltSize)}
	if _, err := io.ReadFull(h.random, made.salt); err != nil {
		return domain.PasswordHash{}, fmt.Errorf("draw salt: %w", err)
	}
	var err error
	if made.tag, err = h.derive(ctx, made, tagSize, password); err != nil {
		return domain.PasswordHash{}, err
	}
	return domain.NewPasswordHash(made.String()), nil
}

// Count gives how many passwords were hashed so far, to set one or to check one:
// the work that strangers can have us do.
func (h *Hasher) Count() int64 { return h.count.Load() }

// TurnedAway gives how many were told to come back later, because too many waited.
func (h *Hasher) TurnedAway() int64 { return h.turnedAway.Load() }

// Verdict is what comparing a password with a hash says.
type Verdict struct {
	Match bool
	// Outdated is set for a match with a hash of another cost than the hasher's:
	// it is to be made anew, now that the password is known.
	Outdated bool
}

// Verify compares a password with the hash that is kept, in constant time. With
// none kept, because there is no such person or they have set none, it does the
// same work and gives no match. It is KindUnavailable as Hash.
func (h *Hasher) Verify(ctx context.Context, kept domain.PasswordHash, password domain.Secret) (Verdict, error) {
	from := h.nobody
	if !kept.IsZero() {
		var err error
		if from, err = parse(kept.Reveal()); err != nil {
			return Verdict{}, fmt.Errorf("read password hash: %w", err)
		}
	}
	tag, err := h.derive(ctx, from, len(from.tag), password)
	if err != nil {
		return Verdict{}, err
	}
	match := subtle.ConstantTimeCompare(tag, from.tag) == 1 && !kept.IsZero()
	return Verdict{Match: match, Outdated: match && from.Cost != h.cost}, nil
}

// derive computes a tag when there is room for it.
func (h *Hasher) derive(ctx context.Context, from encoded, size int, password domain.Secret) ([]byte, error) {
	select {
	case h.admitted <- struct{}{}:
		defer func() { <-h.admitted }()
	default:
		h.turnedAway.Add(1)
		return nil, &domain.Error{
			Kind: domain.KindUnavailable, Code: "temporarily_unavailable",
			Message: "too many passwords are being checked at the moment, try again",
		}
	}
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, domain.Unavailable(ctx.Err())
	}
	if err := ctx.Err(); err != nil {
		// Both may have been ready; nobody waits for the answer any more.
		return nil, domain.Unavailable(err)
	}
	h.count.Add(1)
	return argon2.IDKey([]byte(password.Reveal()), from.salt, from.Passes, from.MemoryKiB, from.Lanes, uint32(size)), nil
}
