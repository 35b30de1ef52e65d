package introspect

import (
	"time"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/visibility"
)

// place is where a token's row would be, and what was found there.
type place struct {
	domain.Located
	form  domain.Form
	found domain.Finding
}

// locate tells the place of a token that is asked about.
func locate(snap *domain.Snapshot, token domain.Secret, now time.Time) place {
	located, form := snap.Locate(token, now)
	return place{Located: located, form: form}
}

// weigh decides about the token at the place. It is the one way to an outcome, so
// that a token is answered in a batch as it is alone.
func (p *place) weigh(snap *domain.Snapshot, asking caller, now time.Time) Outcome {
	outcome := Outcome{Profile: asking.profile(), Caller: asking.name, noted: asking.noted(snap, now)}
	if p.form != domain.WellFormed {
		outcome.Verdict = visibility.Verdict{Reason: domain.ReasonMalformed}
		outcome.noted.Reason = outcome.Reason
		return outcome
	}
	if asking.bearer != nil && *asking.bearer == p.Key {
		outcome.Verdict, outcome.TokenID = visibility.Verdict{Reason: domain.ReasonItself}, p.Key.String()
		outcome.noted.Key, outcome.noted.Reason = p.Key, outcome.Reason
		return outcome
	}
	outcome.Verdict = visibility.Decide(snap, p.Of(p.found), asking.viewer, now)
	outcome.noted.Key, outcome.noted.Active, outcome.noted.Reason = p.Key, outcome.Answer != nil, outcome.Reason
	if outcome.Answer != nil {
		outcome.TokenID = outcome.Answer.ID
	} else {
		outcome.TokenID = p.Key.String()
	}
	return outcome
}
