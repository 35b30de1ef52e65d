package load

import (
	"hash/fnv"
	"math/rand/v2"
)

// NewDice gives dice that fall alike for the same seed and name.
func NewDice(seed uint64, name string) *rand.Rand {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(name))
	return rand.New(rand.NewPCG(seed, hash.Sum64()))
}
