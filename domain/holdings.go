package domain

// Holdings is how much there is of what a tenant holds, each counted up to a limit.
type Holdings struct {
	Clients, ResourceServers, Users int
}
