package persistence

import "context"

// Condition is how a database is set up, as far as Jeton would have it otherwise:
// one sentence each, with its cure.
type Condition struct {
	// Unwise is what works, and Wrong what does not.
	Unwise, Wrong []string
}

// Condition looks at how the database is set up, and changes nothing.
func (s *Store) Condition(ctx context.Context) (Condition, error) {
	var found Condition
	err := s.engine.condition(ctx, &found)
	return found, failed("look at how the database is set up", err)
}
