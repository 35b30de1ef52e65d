//go:build !race

package frontdoor

const forgets = 0
