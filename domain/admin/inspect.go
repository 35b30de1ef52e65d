package admin

import (
	"context"
	"slices"
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/visibility"
)

// Inspection is everything an admin may know about a token that somebody holds.
// It is made by the same rule that answers resource servers, so that what it
// explains cannot differ from what they are told.
type Inspection struct {
	// Form says what the text is, whether or not there is a record of it.
	Form Form
	// Reason is the first reason against the token itself, whoever asks.
	Reason domain.Reason
	// Record is nil if there is none in this tenant.
	Record *TokenRecord
	// History is what happened to it, oldest first.
	History []Moment
	// Verdicts is what each resource server would be told, oldest registered
	// first and the management API last.
	Verdicts []ServerVerdict
}

// ServerVerdict is what one resource server would be told, and why.
type ServerVerdict struct {
	Server *domain.ResourceServer
	visibility.Verdict
}

// Inspect explains the text of a token. Text that is no token, or none of this
// tenant, is explained as well; so it is never an error.
func (m *Management) Inspect(ctx context.Context, caller Caller, token domain.Secret) (Inspection, error) {
	located, form := caller.tenant.Locate(token, caller.at)
	if form != domain.WellFormed {
		return Inspection{Form: caller.formOf(token, form), Reason: domain.ReasonMalformed}, nil
	}
	inspection := Inspection{Form: caller.formAt(located), Reason: domain.ReasonUnknown}
	finding, err := caller.store.LookUp(ctx, located.Key)
	if err != nil {
		return Inspection{}, err
	}
	if finding = located.Of(finding); finding.Token == nil {
		return inspection, nil
	}
	explained, err := caller.explain(ctx, finding)
	explained.Form = inspection.Form
	return explained, err
}

// ExplainToken is Inspect for a token that is known by its id, the jti that
// resource servers are told; there is no text, and so no form.
func (m *Management) ExplainToken(ctx context.Context, caller Caller, id string) (Inspection, error) {
	finding, err := caller.find(ctx, id)
	if err != nil {
		return Inspection{}, err
	}
	return caller.explain(ctx, finding)
}

// explain says all there is to say about a token that was found.
func (c Caller) explain(ctx context.Context, finding domain.Finding) (Inspection, error) {
	record, err := c.whole(ctx, finding)
	if err != nil {
		return Inspection{}, err
	}
	moments, err := history(ctx, c, record)
	return Inspection{
		Reason: record.Reason, Record: &record, History: moments, Verdicts: verdicts(c.tenant, finding, c.at),
	}, err
}

// verdicts asks the rule on behalf of every resource server.
func verdicts(tenant *domain.Snapshot, finding domain.Finding, at time.Time) []ServerVerdict {
	servers := append(slices.Clone(tenant.ResourceServers()), &tenant.Management)
	verdicts := make([]ServerVerdict, 0, len(servers))
	for _, server := range servers {
		verdict := visibility.Verdict{Reason: domain.ReasonServerOff}
		// One that is switched off cannot even ask.
		if server.Status == domain.Active {
			verdict = visibility.Decide(tenant, finding, visibility.Viewer{Server: server}, at)
		}
		verdicts = append(verdicts, ServerVerdict{server, verdict})
	}
	return verdicts
}
