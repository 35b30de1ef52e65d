package revocation_test

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/jeton-id/jeton/test/process"
	"github.com/jeton-id/jeton/test/revocation/history"
)

// level is one way to take tokens back.
type level struct {
	name string
	// alone is set where only the first of the target's tokens goes.
	alone bool
	// whole is set where the tenant goes, so that each target needs its own.
	whole bool
	// hangs is set where the other processes hang meanwhile.
	hangs bool
	// then is what may be answered afterwards.
	then []history.Answer
	// take does it at the process.
	take func(at *process.Process, operator string, t target) error
}

var (
	dead = []history.Answer{history.Inactive}
	// Who is disabled or deleted is not let in to ask; the others are told that
	// the token is inactive.
	deadOrRefused = []history.Answer{history.Inactive, history.Refused}
	gone          = []history.Answer{history.Absent}
)

// levels is every level there is.
func levels() []level {
	return []level{
		{name: "tenant", whole: true, then: dead, take: wholeTenant},
		{name: "tenant while the other process hangs", whole: true, hangs: true, then: dead, take: wholeTenant},
		{name: "suspending a tenant", whole: true, then: gone, take: asOperator(edit(func(t target) string { return "/tenants/" + t.name }, "suspended"))},
		{name: "deleting a tenant", whole: true, then: gone, take: asOperator(manage(http.MethodDelete, func(t target) string { return "/tenants/" + t.name }, nil))},
		{name: "token by its client", alone: true, then: dead, take: byItsClient},
		{name: "token by its client while the other process hangs", alone: true, hangs: true, then: dead, take: byItsClient},
		{name: "token", alone: true, then: dead, take: manage(http.MethodPost, func(t target) string { return "/tokens/" + t.tokens[0].id + "/revoke" }, nil)},
		{name: "grant", then: dead, take: takeGrant},
		{name: "client", then: dead, take: manage(http.MethodPost, at("/revocations"), func(t target) any { return map[string]any{"client": t.client.ID} })},
		{name: "disabling a client", then: deadOrRefused, take: edit(func(t target) string { return "/clients/" + t.client.ID }, "disabled")},
		{name: "deleting a client", then: deadOrRefused, take: manage(http.MethodDelete, func(t target) string { return "/clients/" + t.client.ID }, nil)},
		{name: "disabling a resource server", then: deadOrRefused, take: edit(func(t target) string { return "/resource-servers/" + t.server }, "disabled")},
		{name: "deleting a resource server", then: deadOrRefused, take: manage(http.MethodDelete, func(t target) string { return "/resource-servers/" + t.server }, nil)},
	}
}

var wholeTenant = manage(http.MethodPost, at("/revocations"), func(target) any { return map[string]any{"tenant": true} })

// byItsClient takes back the first of the target's tokens by RFC 7009.
func byItsClient(at *process.Process, _ string, t target) error {
	return acknowledged(at.Post("/t/"+t.tenant+"/oauth2/revoke", t.client, url.Values{"token": {t.tokens[0].text}}))
}

func at(path string) func(target) string { return func(target) string { return path } }

// manage calls the management API of the target's tenant.
func manage(method string, path func(target) string, body func(target) any) func(*process.Process, string, target) error {
	return func(at *process.Process, operator string, t target) error {
		var send any
		if body != nil {
			send = body(t)
		}
		return acknowledged(at.Send(method, "/t/"+t.tenant+"/api/v1"+path(t), operator, send))
	}
}

// edit sets the status of what is at the path, from the version it has.
func edit(path func(target) string, status string) func(*process.Process, string, target) error {
	return func(at *process.Process, operator string, t target) error {
		found, err := at.Send(http.MethodGet, "/t/"+t.tenant+"/api/v1"+path(t), operator, nil)
		if err := acknowledged(found, err); err != nil {
			return err
		}
		change := map[string]any{"version": found.Member("version"), "status": status}
		return acknowledged(at.Send(http.MethodPatch, "/t/"+t.tenant+"/api/v1"+path(t), operator, change))
	}
}

// takeGrant takes back the standing grant of the target's client.
func takeGrant(at *process.Process, operator string, t target) error {
	listed, err := at.Send(http.MethodGet, "/t/"+t.tenant+"/api/v1/grants?client="+url.QueryEscape(t.client.ID), operator, nil)
	if err := acknowledged(listed, err); err != nil {
		return err
	}
	grants, _ := listed.Member("items").([]any)
	if len(grants) != 1 {
		return fmt.Errorf("client %s has %d grants: %s", t.client.ID, len(grants), listed.Body)
	}
	grant := grants[0].(map[string]any)["id"]
	return acknowledged(at.Send(http.MethodPost, "/t/"+t.tenant+"/api/v1/revocations", operator, map[string]any{"grant": grant}))
}

// asOperator does it from tenant system, where tenants are looked after.
func asOperator(take func(*process.Process, string, target) error) func(*process.Process, string, target) error {
	return func(at *process.Process, operator string, t target) error {
		t.tenant = "system"
		return take(at, operator, t)
	}
}

// acknowledged is nil for an answer that says it is done.
func acknowledged(answer process.Answer, err error) error {
	if err == nil && answer.Status != http.StatusOK && answer.Status != http.StatusNoContent {
		err = fmt.Errorf("answer %d: %s", answer.Status, answer.Body)
	}
	return err
}
