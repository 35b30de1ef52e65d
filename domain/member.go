package domain

// Member is a client that holds roles in a tenant.
type Member struct {
	Client  string
	Roles   []Role
	Version int64
}
