// Package domain holds the nouns of Jeton and the contract of its store.
//
// The nouns are those of an OAuth 2.0 authorization server with many tenants:
// a tenant, its users, clients and resource servers, the grants made to clients
// and the tokens issued from them. Values of these types are valid by
// construction: text from outside is parsed once, strictly, by the Parse
// functions here, and nothing further in ever repairs it.
//
// The one idea worth knowing is the revision. Every tenant has a counter that
// is raised, in the same transaction, by each change that could turn an
// answer. Whatever was remembered about a tenant is still true for as long as
// the counter stands still; so memory can save work without ever making an
// answer stale, and no invalidation bus is needed.
//
// The package imports nothing but the standard library. Verbs (issue,
// introspect, revoke, …) live in the packages below it, adapters around it.
package domain
