package postgres

// PID gives the process id of the postmaster, the parent of all other processes
// of a server that runs, for whoever measures them.
func (s *Server) PID() int { return s.postmaster.Pid }
