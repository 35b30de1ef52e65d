package logout

import (
	"encoding/json"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// tokenLifetime is how long a logout token may be taken at its word (section 2.4
// recommends two minutes at the most). Each attempt has a token of its own.
const tokenLifetime = 2 * time.Minute

// eventType is the member of events that says what has happened.
const eventType = "http://schemas.openid.net/event/backchannel-logout"

// claims are those of section 2.4. A nonce, which would let the token pass for an
// ID token, has no place here.
type claims struct {
	Issuer   string                    `json:"iss"`
	Subject  string                    `json:"sub"`
	Audience string                    `json:"aud"`
	Issued   int64                     `json:"iat"`
	Expires  int64                     `json:"exp"`
	ID       string                    `json:"jti"`
	Events   map[string]map[string]any `json:"events"`
	Session  string                    `json:"sid"`
}

// token makes the logout token of a notice. The person is named as in the ID tokens
// of this client, and it is signed by the algorithm of those.
func (d *Deliverer) token(snap *domain.Snapshot, client domain.Client, notice domain.LogoutNotice, now time.Time) (domain.Secret, error) {
	payload, err := json.Marshal(claims{
		Issuer: snap.Issuer, Subject: snap.SubjectFor(client, notice.User), Audience: client.ID,
		Issued: now.Unix(), Expires: now.Add(tokenLifetime).Unix(), ID: d.NewID(),
		Events: map[string]map[string]any{eventType: {}}, Session: notice.Session,
	})
	if err != nil {
		return domain.Secret{}, err
	}
	jws, err := snap.Keyring.Sign(now, client.Registration.Filled().IDTokenAlg, domain.LogoutTokenType, payload)
	return domain.NewSecret(jws), err
}
