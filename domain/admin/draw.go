package admin

import (
	"fmt"
	"io"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// drawSecret makes a secret by mint, under the id given or a drawn one.
func (m *Management) drawSecret(caller Caller, id string, mint func(io.Reader) (domain.Secret, error)) (domain.Secret, domain.MachineSecret, error) {
	text, err := mint(m.Random)
	if err != nil {
		return text, domain.MachineSecret{}, fmt.Errorf("draw secret: %w", err)
	}
	if id == "" {
		if id, err = domain.DrawHandle(m.Random); err != nil {
			return text, domain.MachineSecret{}, err
		}
	}
	return text, machineSecret(caller.tenant.HashKey, id, text, caller.at), nil
}

func machineSecret(key domain.HashKey, id string, text domain.Secret, at time.Time) domain.MachineSecret {
	return domain.MachineSecret{ID: id, Hash: key.HashSecret(text), Last4: text.Last4(), Created: at}
}
