package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/admin"
)

func encodeSecret(s domain.MachineSecret) Secret {
	return Secret{Id: s.ID, Last4: s.Last4, CreatedAt: s.Created, ExpiresAt: moment(s.Expires)}
}

// encodeRotated is where the text of a new secret leaves Jeton.
func encodeRotated(r admin.Rotated) NewSecret {
	made := NewSecret{
		Id: r.Made.ID, Secret: r.Secret.Reveal(), Last4: r.Made.Last4, CreatedAt: r.Made.Created, ExpiresAt: moment(r.Made.Expires),
	}
	if r.Older != nil {
		older := encodeSecret(*r.Older)
		made.Older = &older
	}
	return made
}

// ListCredentials serves GET /resource-servers/{id}/credentials.
func (h handlers) ListCredentials(ctx context.Context, r ListCredentialsRequestObject) (ListCredentialsResponseObject, error) {
	server, err := h.use.FindServer(ctx, callerOf(ctx), r.Id)
	if err != nil {
		return nil, err
	}
	return ListCredentials200JSONResponse{Items: each(server.Credentials, encodeSecret)}, nil
}

// MakeCredential serves POST /resource-servers/{id}/credentials.
func (h handlers) MakeCredential(ctx context.Context, r MakeCredentialRequestObject) (MakeCredentialResponseObject, error) {
	draft := value(r.Body)
	made, err := h.use.MakeCredential(ctx, callerOf(ctx), r.Id, admin.CredentialDraft{ID: draft.Id, OverlapSeconds: draft.OverlapSeconds})
	if err != nil {
		return nil, err
	}
	return MakeCredential201JSONResponse(encodeRotated(made)), nil
}

// RemoveCredential serves DELETE /resource-servers/{id}/credentials/{credential_id}.
func (h handlers) RemoveCredential(ctx context.Context, r RemoveCredentialRequestObject) (RemoveCredentialResponseObject, error) {
	if err := h.use.RemoveCredential(ctx, callerOf(ctx), r.Id, r.CredentialId); err != nil {
		return nil, err
	}
	return RemoveCredential204Response{}, nil
}
