package persistence

// Hear lets a test see every statement with its arguments.
func (s *Store) Hear(heard func(statement string, args []any)) { s.watch.heard = heard }

// Numbered writes question marks as Postgres wants them.
var Numbered = numbered

// MaxScan is the bound of a token search.
const MaxScan = maxScan
