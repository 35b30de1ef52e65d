// Package tenants is what exists once per tenant while the server runs: the way
// from a slug to a snapshot, the key ring, and what policy makes of roles and
// visibility.
//
// Snapshots are remembered under the tenant's revision, and so are the clients
// beside them. Memory is bounded, has no time to live and is never invalidated
// from outside: whoever uses it must hold a revision read after their request
// began, and whatever was remembered under another revision is not used.
//
// The directory gives two answers. Remembered may be old, and is for those who
// go on to read the revision themselves, as introspection does in its one
// deciding read. Current has read it already, and is for everyone else.
package tenants
