package password

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
)

// encoded is a hash as its PHC string holds it:
// $argon2id$v=19$m=19456,t=2,p=1$salt$tag, both in base64 without padding.
type encoded struct {
	Cost
	salt, tag []byte
}

var errForm = errors.New("it is not an argon2id hash in PHC form within bounds")

// Bounds of what is accepted, so that a hash that came to the database some other
// way cannot take the memory of the whole machine.
const (
	maxMemoryKiB = 1 << 20
	maxPasses    = 64
	maxLanes     = 64
	maxBytes     = 64
)

// String gives the PHC string.
func (e encoded) String() string {
	base := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, e.MemoryKiB, e.Passes, e.Lanes,
		base.EncodeToString(e.salt), base.EncodeToString(e.tag))
}

// parse reads a PHC string that is exactly as String writes it.
func parse(text string) (encoded, error) {
	var e encoded
	fields := strings.Split(text, "$")
	if len(fields) != 6 || fields[0] != "" || fields[1] != "argon2id" || fields[2] != "v="+strconv.Itoa(argon2.Version) {
		return e, errForm
	}
	costs := strings.Split(fields[3], ",")
	if len(costs) != 3 {
		return e, errForm
	}
	var read [3]uint64
	for i, name := range []string{"m=", "t=", "p="} {
		digits, ok := strings.CutPrefix(costs[i], name)
		n, err := strconv.ParseUint(digits, 10, 32)
		if !ok || err != nil {
			return e, errForm
		}
		read[i] = n
	}
	// RFC 9106 section 3.1: at least 8 KiB for each lane.
	m, t, p := read[0], read[1], read[2]
	if p < 1 || p > maxLanes || t < 1 || t > maxPasses || m < 8*p || m > maxMemoryKiB {
		return e, errForm
	}
	e.Cost = Cost{MemoryKiB: uint32(m), Passes: uint32(t), Lanes: uint8(p)}
	var err error
	base := base64.RawStdEncoding.Strict()
	if e.salt, err = base.DecodeString(fields[4]); err != nil || len(e.salt) < 8 || len(e.salt) > maxBytes {
		return e, errForm
	}
	if e.tag, err = base.DecodeString(fields[5]); err != nil || len(e.tag) < 16 || len(e.tag) > maxBytes {
		return e, errForm
	}
	if e.String() != text {
		return e, errForm
	}
	return e, nil
}
