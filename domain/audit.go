package domain

import (
	"encoding/json"
	"time"
)

// ActorKind says what kind of principal acted.
type ActorKind string

// The kinds of actor.
const (
	ActorOperator ActorKind = "operator"
	ActorClient   ActorKind = "client"
	ActorServer   ActorKind = "resource_server"
	ActorUser     ActorKind = "user"
	ActorSystem   ActorKind = "system"
	// ActorInitialToken is whoever holds an initial access token.
	ActorInitialToken ActorKind = "initial_access_token"
)

// Actor is who did something, proven: apart from SystemActor it can be had only
// from a value that authentication gave out, or from a token.
type Actor struct {
	kind ActorKind
	id   string
}

// Kind gives the kind of principal.
func (a Actor) Kind() ActorKind { return a.kind }

// ID names the principal within its kind.
func (a Actor) ID() string { return a.id }

// String gives "kind:id", as it stands in audit events and revocations.
func (a Actor) String() string { return string(a.kind) + ":" + a.id }

// SystemActor is Jeton itself, in the named part of its own work: "sweep",
// "apply", "first start".
func SystemActor(part string) Actor { return Actor{ActorSystem, part} }

// Actor gives who acts with the token: the person it speaks for, or the client.
// It proves nothing by itself; whoever calls it has found the token live.
func (t Token) Actor() Actor {
	if t.User != "" {
		return Actor{ActorUser, t.User}
	}
	return Actor{ActorClient, t.Client}
}

// Act is the who and when of a transaction.
type Act struct {
	By Actor
	At time.Time
}

// Event is one audited change, written in the transaction that made it.
type Event struct {
	// ID orders events within a tenant; the store's caller draws it.
	ID string
	At time.Time
	// Actor is in the form of Actor.String.
	Actor string
	// Action is a noun and a past participle, such as "client.created".
	Action string
	// Object is the thing changed, as its kind and id: "client:shop".
	Object string
	// Before and After are JSON objects of what changed, without secrets.
	Before, After json.RawMessage
}
