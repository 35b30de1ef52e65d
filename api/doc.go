// Package api is Jeton over HTTP. It is the only part that knows echo.
//
// A request passes the guard, which refuses paths that are not in their one
// canonical spelling; gets its one log event; and is routed by the table in
// routes.go, where every route stands on one line with who may call it. Handlers
// decode, call one verb of the domain, encode, and return errors. Errors become
// answers in one place, in the form of the protocol that the route speaks.
package api
