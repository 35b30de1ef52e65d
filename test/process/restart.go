package process

// Restart starts a process that has ended again, with the same settings at the
// same address, and returns when it is ready. What both of them wrote is one
// log. Requests may be under way meanwhile.
func (p *Process) Restart() {
	p.t.Helper()
	<-p.ended
	// Connections that went with the old process would fail a request each.
	p.client.CloseIdleConnections()
	p.launch()
	p.AwaitReady()
}

// PID is the number of the running process.
func (p *Process) PID() int { return p.cmd.Process.Pid }
