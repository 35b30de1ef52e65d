package admin

import (
	"encoding/base32"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// handleBytes makes ids of 16 characters: short enough to read out, and never
// met twice. Unlike a UUID they cannot be taken for a person's id.
const handleBytes = 10

// drawHandle draws an id for a client, secret or credential.
func (m *Management) drawHandle() (string, error) {
	var drawn [handleBytes]byte
	if _, err := io.ReadFull(m.Random, drawn[:]); err != nil {
		return "", fmt.Errorf("draw id: %w", err)
	}
	return strings.ToLower(base32.StdEncoding.EncodeToString(drawn[:])), nil
}

// drawSecret makes a secret by mint, under the id given or a drawn one.
func (m *Management) drawSecret(caller Caller, id string, mint func(io.Reader) (domain.Secret, error)) (domain.Secret, domain.MachineSecret, error) {
	text, err := mint(m.Random)
	if err != nil {
		return text, domain.MachineSecret{}, fmt.Errorf("draw secret: %w", err)
	}
	if id == "" {
		if id, err = m.drawHandle(); err != nil {
			return text, domain.MachineSecret{}, err
		}
	}
	return text, machineSecret(caller.tenant.HashKey, id, text, caller.at), nil
}

func machineSecret(key domain.HashKey, id string, text domain.Secret, at time.Time) domain.MachineSecret {
	return domain.MachineSecret{ID: id, Hash: key.HashSecret(text), Last4: text.Last4(), Created: at}
}
