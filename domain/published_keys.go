package domain

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// maxPublished bounds how many keys of a published set are looked at.
const maxPublished = 100

// ParsePublishedKeys reads the key set that a client publishes at its jwks_uri. It is
// the client's whole set, for everybody it talks to: keys that are for something
// else, or of a type that is not known here, are left out. What is no key set is
// KindInvalid.
func ParsePublishedKeys(text []byte) (KeySet, error) {
	var set struct {
		Keys []map[string]json.RawMessage `json:"keys"`
	}
	if json.Unmarshal(text, &set) != nil || set.Keys == nil {
		return KeySet{}, badKeys("a JSON Web Key Set is an object with a list of keys")
	}
	var keys KeySet
	for _, members := range set.Keys[:min(len(set.Keys), maxPublished)] {
		key, known, err := parseKey(members)
		if err != nil || len(keys.keys) == maxKeys || keys.names(known.ID) {
			continue
		}
		keys.keys = append(keys.keys, PublicKey{known.ID, known.Alg, key})
	}
	return keys, nil
}

// names reports whether a key of the set has the kid.
func (k KeySet) names(id string) bool {
	return id != "" && slices.ContainsFunc(k.keys, func(key PublicKey) bool { return key.ID == id })
}

// verified gives the payload of a JWS, if a key of the client signed it. Keys that
// are published are fetched again where the JWS names one that is not among those
// that are remembered. It is KindUnavailable if they could not be had.
func (s *Snapshot) verified(ctx context.Context, client Client, jws string, now time.Time) ([]byte, bool, error) {
	if client.Registration.JWKSURI == "" {
		payload, ok := s.Keyring.VerifyBy(client.Registration.JWKS.Keys(), assertionTypes, jws)
		return payload, ok, nil
	}
	keys, err := s.PublishedKeys(ctx, client.Registration.JWKSURI, false, now)
	if err == nil && !keys.names(namedKey(jws)) {
		keys, err = s.PublishedKeys(ctx, client.Registration.JWKSURI, true, now)
	}
	if err != nil {
		return nil, false, err
	}
	payload, ok := s.Keyring.VerifyBy(keys.Keys(), assertionTypes, jws)
	return payload, ok, nil
}

// namedKey gives the kid in the header of a JWS that nobody has verified, empty if it
// names none.
func namedKey(jws string) string {
	head, _, _ := strings.Cut(jws, ".")
	text, err := base64.RawURLEncoding.DecodeString(head)
	var header struct {
		ID string `json:"kid"`
	}
	if err != nil || json.Unmarshal(text, &header) != nil || len(header.ID) > maxKeyID {
		return ""
	}
	return header.ID
}
