package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/admin"
	"github.com/jeton-id/jeton/domain/visibility"
)

// InspectToken serves POST /tokens/inspect.
func (h handlers) InspectToken(ctx context.Context, r InspectTokenRequestObject) (InspectTokenResponseObject, error) {
	if r.Body.Token == "" {
		return nil, domain.InvalidField("token", "paste the token to explain")
	}
	found, err := h.use.Inspect(ctx, callerOf(ctx), domain.NewSecret(r.Body.Token))
	if err != nil {
		return nil, err
	}
	answer := InspectToken200JSONResponse{
		WellFormed: found.Form.WellFormed, Form: found.Form.Sentence, Kind: given(found.Form.Kind), Format: given(found.Form.Format),
		Active: found.Reason == domain.ReasonActive, Reason: found.Reason, Explanation: found.Explanation(),
		History: each(found.History, encodeMoment), Verdicts: each(found.Verdicts, encodeVerdict),
	}
	if found.Record != nil {
		record := encodeRecord(*found.Record)
		answer.Record = &record
	}
	return answer, nil
}

func encodeMoment(m admin.Moment) Moment {
	return Moment{At: m.At, What: m.What, By: m.By, Reason: m.Reason, Became: given(m.Became)}
}

func encodeVerdict(v admin.ServerVerdict) Verdict {
	return Verdict{
		ResourceServer: v.Server.ID, Identifier: v.Server.Identifiers[0], Name: v.Server.Name,
		Active: v.Answer != nil, Reason: v.Reason, Explanation: v.Explanation(), Told: encodeTold(v.Answer),
	}
}

func encodeTold(a *visibility.Answer) *Told {
	if a == nil {
		return nil
	}
	return &Told{
		Active: true, Iss: a.Issuer, Aud: each(a.Audience, same), Sub: a.Subject, ClientId: a.ClientID, Username: a.Username,
		Scope: a.Scope.String(), Exp: a.Expires.Unix(), Iat: a.Issued.Unix(), Nbf: a.NotBefore.Unix(),
		Jti: a.ID, TokenType: a.TokenType, TokenUse: a.TokenUse,
	}
}
