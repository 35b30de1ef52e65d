package issue

import (
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// person is an authorization that somebody gave a client to act for them.
type person struct {
	// grant is the id of the authorization, worth what this request may have of
	// it.
	grant string
	worth []domain.Target
	nonce string
	// epochs are those it was given under; raised since, it was taken back.
	epochs domain.Epochs
	// proof is the part of the tenant that proves it, if it is one.
	proof domain.Part
	// redeem uses up what proves the authorization, in the transaction that files
	// the tokens. It is errReplayed if somebody was first.
	redeem func(ctx context.Context, tx domain.Adder) error
	// replayed deals with that, after the transaction.
	replayed func(ctx context.Context) error
}

var errReplayed = errors.New("somebody used it first")

// fileForPerson files the tokens of a person's authorization. Looking whether what
// was decided still holds, using up what proves it, looking whether the person may
// still sign in, and filing are one transaction; whatever changes afterwards finds
// the tokens filed and takes them back by grant, user or epoch.
func (i Issuer) fileForPerson(ctx context.Context, snap *domain.Snapshot, o order) (response Response, basis domain.Basis, err error) {
	p := o.granted.person
	basis, err = i.transact(ctx, snap, o, p.proof, func(tx domain.Adder) error {
		grant, user, err := stillGiven(ctx, tx, p.grant)
		if err != nil {
			return err
		}
		if p.epochs != (domain.Epochs{Tenant: snap.Tenant.Epoch, Client: o.client.Client().Epoch, User: user.Epoch}) {
			return takenBack()
		}
		if err := p.redeem(ctx, tx); err != nil {
			return err
		}
		response, err = i.fileTokens(ctx, tx, snap, o, grant, user)
		return err
	})
	if errors.Is(err, errReplayed) {
		err = p.replayed(ctx)
	}
	return response, basis, err
}

// stillGiven gives the grant and its person, if neither was taken back.
func stillGiven(ctx context.Context, tx domain.Reader, id string) (domain.Grant, domain.User, error) {
	grant, err := tx.FindGrant(ctx, id)
	if domain.KindNotFound.Is(err) || err == nil && grant.Revoked != nil {
		return grant, domain.User{}, takenBack()
	}
	if err != nil {
		return grant, domain.User{}, err
	}
	user, err := tx.FindUser(ctx, grant.User)
	if domain.KindNotFound.Is(err) || err == nil && user.Status != domain.Active {
		return grant, user, domain.Invalid("invalid_grant", "the person may not sign in")
	}
	return grant, user, err
}

func takenBack() error { return domain.Invalid("invalid_grant", "the authorization was taken back") }

// fileTokens files the access token, a refresh token where one was asked for, and
// makes the ID token of an OpenID request.
func (i Issuer) fileTokens(ctx context.Context, tx domain.Adder, snap *domain.Snapshot, o order, grant domain.Grant, user domain.User) (Response, error) {
	token, lifetime := i.access(snap, o)
	token.Grant, token.User, token.Epochs.User = grant.ID, user.ID, user.Epoch
	text, key, err := i.mint(snap, token)
	if err != nil {
		return Response{}, err
	}
	token.Key = key
	if err := tx.AddToken(ctx, token); err != nil {
		return Response{}, err
	}
	response := Response{AccessToken: text, ExpiresIn: lifetime, Scope: o.scope, Client: token.Client, TokenID: key.String()}
	if response.RefreshToken, err = i.refresh(ctx, tx, snap, o, grant, user); err != nil {
		return Response{}, err
	}
	if err != nil || !o.scope.Has(domain.OpenIDScope) {
		return response, err
	}
	if grant, err = identified(ctx, tx, grant); err != nil {
		return Response{}, err
	}
	response.IDToken, err = i.idToken(snap, o, grant, user, text)
	return response, err
}

// identified notes that the client gets an ID token of the grant's session, so that
// it is told when that ends. If it is ending at this moment, the grant ends with it
// or goes on without.
func identified(ctx context.Context, tx domain.Adder, grant domain.Grant) (domain.Grant, error) {
	if grant.Session == "" || grant.Identified {
		return grant, nil
	}
	stands, err := tx.IdentifyGrant(ctx, grant.ID)
	if err == nil && !stands && !grant.Offline {
		err = takenBack()
	}
	if !stands {
		grant.Session = ""
	}
	return grant, err
}

// idTokenLifetime is how long an ID token may be taken at its word. It says that
// somebody signed in, and is read once.
const idTokenLifetime = 5 * time.Minute

// idTokenClaims are those of OpenID Connect Core section 2.
type idTokenClaims struct {
	Issuer        string `json:"iss"`
	Subject       string `json:"sub"`
	Audience      string `json:"aud"`
	Expires       int64  `json:"exp"`
	Issued        int64  `json:"iat"`
	Authenticated int64  `json:"auth_time,omitempty"`
	Nonce         string `json:"nonce,omitempty"`
	AccessHash    string `json:"at_hash,omitempty"`
	Session       string `json:"sid,omitempty"`
}

func (i Issuer) idToken(snap *domain.Snapshot, o order, grant domain.Grant, user domain.User, access domain.Secret) (domain.Secret, error) {
	client := o.client.Client()
	alg := client.Registration.Filled().IDTokenAlg
	payload, err := json.Marshal(idTokenClaims{
		Issuer:        snap.Issuer,
		Subject:       snap.SubjectFor(client, user.ID),
		Audience:      client.ID,
		Expires:       o.now.Add(idTokenLifetime).Unix(),
		Issued:        o.now.Unix(),
		Authenticated: grant.Authenticated.Unix(),
		Nonce:         o.granted.person.nonce,
		AccessHash:    accessHash(alg, access),
		Session:       grant.Session,
	})
	if err != nil {
		return domain.Secret{}, err
	}
	jws, err := snap.Keyring.Sign(o.now, alg, domain.IDTokenType, payload)
	return domain.NewSecret(jws), err
}

// takeBack revokes a grant because of what its client, or somebody in its name,
// did.
func (i Issuer) takeBack(ctx context.Context, snap *domain.Snapshot, client domain.AuthenticatedClient, grant, reason string, now time.Time) error {
	tenancy := i.Store.In(snap.Tenant.ID)
	found, err := tenancy.FindGrant(ctx, grant)
	if domain.KindNotFound.Is(err) || err == nil && found.Revoked != nil {
		// It went with its client or its person, or was taken back before.
		return nil
	}
	if err != nil {
		return err
	}
	act := domain.Act{By: client.Actor(), At: now}
	after, err := json.Marshal(map[string]string{"client": client.Client().ID, "reason": reason})
	if err != nil {
		return err
	}
	err = tenancy.Change(ctx, act, func(tx domain.Changer) error {
		first, err := tx.RevokeGrant(ctx, grant, domain.Revocation{At: now, By: act.By.String(), Reason: reason})
		if err != nil {
			return err
		}
		if !first {
			return domain.ErrUnchanged
		}
		return tx.Record(ctx, domain.Event{ID: i.NewID(), At: now, Actor: act.By.String(), Action: "grant.revoked", Object: "grant:" + grant, After: after})
	})
	if domain.KindNotFound.Is(err) {
		return nil
	}
	return err
}

// accessHash ties an ID token to the access token it came with (OpenID Connect
// Core section 3.1.3.6): the left half of the hash that goes with the algorithm.
func accessHash(alg string, access domain.Secret) string {
	if alg == "EdDSA" {
		sum := sha512.Sum512([]byte(access.Reveal()))
		return base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
	}
	sum := sha256.Sum256([]byte(access.Reveal()))
	return base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
}
