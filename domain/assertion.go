package domain

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// AssertionType is the client_assertion_type of a JWT (RFC 7523 section 2.2).
const AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// Bounds of an assertion.
const (
	// assertionLife is how far ahead it may expire.
	assertionLife = 5 * time.Minute
	// assertionSkew is how far the client's clock may be from ours, either way.
	assertionSkew = time.Minute
	// maxAssertionID bounds its jti, in bytes.
	maxAssertionID = 255
)

// assertionTypes are what its header may say it is, in lower case: nothing, as
// most libraries do, or what it is. Whatever else a client signs with the same
// key, an authorization request say, proves nothing here.
var assertionTypes = []string{"", "jwt", "client-authentication+jwt"}

// Assertion is a JWT by which a client wants to prove itself (RFC 7523 section
// 2.2), read and verified by nobody yet. It belongs to one request.
type Assertion struct {
	text Secret
	// id and expires are what it says once it is verified.
	id      string
	expires time.Time
	// used is set once it is filed as used by this request, which may look at the
	// client more than once.
	used bool
}

// String gives a redaction: whoever has the text before it was used can use it.
func (Assertion) String() string { return redacted }

// GoString gives a redaction.
func (Assertion) GoString() string { return redacted }

// UsedAssertion is an assertion that opens nothing any more.
type UsedAssertion struct {
	Client string
	// Hash is of its jti.
	Hash [16]byte
	// Expires is when no replica would accept it any more, used or not.
	Expires time.Time
}

// assertionClaims are those of RFC 7523 section 3. Times are in seconds since
// 1970, absent ones nil.
type assertionClaims struct {
	issuer, subject, id   string
	audience              []string
	expires, begins, made *time.Time
}

// ReadAssertion reads which client an assertion is about: its sub, which nothing
// has proven. Text that is no JWT with a sub is KindUnauthenticated.
func ReadAssertion(text string) (Credentials, error) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 || len(text) > maxToken {
		return Credentials{}, Unauthenticated()
	}
	payload, err := base64.RawURLEncoding.Strict().DecodeString(parts[1])
	if err != nil {
		return Credentials{}, Unauthenticated()
	}
	claims, ok := readClaims(payload)
	if !ok || claims.subject == "" {
		return Credentials{}, Unauthenticated()
	}
	return Credentials{ID: claims.subject, Assertion: &Assertion{text: NewSecret(text)}, Method: PrivateKeyJWT}, nil
}

// asserts reports whether the assertion is the client's, for this tenant and for
// now: signed with a key that the client registered, by the algorithm that the key
// is for, with every claim there and right.
//
// An unknown client costs no signature check. That an id exists can be seen so; it
// is no secret, for it stands in the address of every sign-in.
//
// Where the keys of the client could not be found out, it is KindUnavailable.
func (s *Snapshot) asserts(ctx context.Context, client Client, a *Assertion, now time.Time) (bool, error) {
	if a == nil {
		return false, nil
	}
	payload, ok, err := s.verified(ctx, client, a.text.text, now)
	if !ok {
		return false, err
	}
	claims, ok := readClaims(payload)
	if !ok || claims.issuer != client.ID || claims.subject != client.ID || !slices.Equal(claims.audience, []string{s.Issuer}) ||
		claims.id == "" || len(claims.id) > maxAssertionID || !claims.standAt(now) {
		return false, nil
	}
	a.id, a.expires = claims.id, *claims.expires
	return true, nil
}

// standAt reports whether the times are right at now. An exp is required, so that
// it need not be remembered for ever that the assertion was used.
func (c assertionClaims) standAt(now time.Time) bool {
	soonest, latest := now.Add(-assertionSkew), now.Add(assertionSkew)
	return c.expires != nil && c.expires.After(soonest) && !c.expires.After(latest.Add(assertionLife)) &&
		(c.begins == nil || !c.begins.After(latest)) && (c.made == nil || !c.made.After(latest))
}

// useUp files that the assertion was used, which must come before any answer that
// rests on it. One that was used before proves nothing.
func (s *Snapshot) useUp(ctx context.Context, client AuthenticatedClient, a *Assertion, now time.Time) error {
	if a.used {
		return nil
	}
	used := UsedAssertion{
		Client: client.client.ID, Hash: [16]byte(s.HashKey.Seal("assertion", a.id)),
		// Another replica's clock may be behind ours by as much as a client's.
		Expires: a.expires.Add(2 * assertionSkew),
	}
	err := s.UseUp(ctx, Act{By: client.Actor(), At: now}, used)
	if KindConflict.Is(err) {
		return Unauthenticated()
	}
	a.used = err == nil
	return err
}

// readClaims reads the claims of an assertion. Their names are compared exactly
// and none may be there twice; encoding/json alone would be more forgiving.
func readClaims(payload []byte) (assertionClaims, bool) {
	members, ok := exactMembers(payload)
	if !ok {
		return assertionClaims{}, false
	}
	var claims assertionClaims
	for name, into := range map[string]*string{"iss": &claims.issuer, "sub": &claims.subject, "jti": &claims.id} {
		if text := members[name]; text != nil && json.Unmarshal(text, into) != nil {
			return assertionClaims{}, false
		}
	}
	for name, into := range map[string]**time.Time{"exp": &claims.expires, "nbf": &claims.begins, "iat": &claims.made} {
		if text := members[name]; text != nil && !readSeconds(text, into) {
			return assertionClaims{}, false
		}
	}
	if text := members["aud"]; text != nil && json.Unmarshal(text, &claims.audience) != nil {
		var one string
		if json.Unmarshal(text, &one) != nil {
			return assertionClaims{}, false
		}
		claims.audience = []string{one}
	}
	return claims, true
}

// readSeconds reads a NumericDate (RFC 7519 section 2).
func readSeconds(text json.RawMessage, into **time.Time) bool {
	var seconds float64
	// Past the year 9999 there are no dates.
	if bytes.Equal(text, []byte("null")) || json.Unmarshal(text, &seconds) != nil || seconds < 0 || seconds > 253402300799 {
		return false
	}
	at := time.UnixMilli(int64(seconds * 1000)).UTC()
	*into = &at
	return true
}

// exactMembers reads the members of a JSON object, and refuses one that is there
// twice.
func exactMembers(text []byte) (map[string]json.RawMessage, bool) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	if opening, err := decoder.Token(); err != nil || opening != json.Delim('{') {
		return nil, false
	}
	members := map[string]json.RawMessage{}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, false
		}
		key, _ := name.(string)
		var value json.RawMessage
		if _, twice := members[key]; twice || decoder.Decode(&value) != nil {
			return nil, false
		}
		members[key] = value
	}
	if _, err := decoder.Token(); err != nil {
		return nil, false
	}
	return members, len(bytes.TrimSpace(text[decoder.InputOffset():])) == 0
}
