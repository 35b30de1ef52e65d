// Package apply brings an installation to the state that a file declares, and
// declares in such a file what an installation holds.
//
// What is declared is what will be. A tenant, client, user or resource server that
// the file names is created if it is absent and edited until it is exactly as
// declared; a member that is left out has its default. What the file does not
// name is left alone: nothing is ever deleted because a file is silent about it.
// Some members of a named object are left alone as well while the file does not
// mention them, because they belong to whoever runs the installation that day: a
// status (a pipeline must not switch on again what was switched off in an
// emergency), a tenant's settings, a client's secrets, and a user's password and
// whether their email is verified.
//
// Planning reads and never writes. Applying plans again inside the transaction
// that writes, one transaction per tenant, so that what is done follows from
// what is there and not from what was there a moment ago. Passwords, which take
// long to hash on purpose, are hashed and compared before. Where nothing differs
// nothing is written, and the tenant's revision stands still.
package apply
