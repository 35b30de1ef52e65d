package admin

import "context"

// ListClientSecrets serves GET /clients/{client_id}/secrets.
func (h handlers) ListClientSecrets(ctx context.Context, r ListClientSecretsRequestObject) (ListClientSecretsResponseObject, error) {
	client, err := h.use.FindClient(ctx, callerOf(ctx), r.ClientId)
	if err != nil {
		return nil, err
	}
	return ListClientSecrets200JSONResponse{Items: each(client.Secrets, encodeSecret)}, nil
}

// MakeClientSecret serves POST /clients/{client_id}/secrets.
func (h handlers) MakeClientSecret(ctx context.Context, r MakeClientSecretRequestObject) (MakeClientSecretResponseObject, error) {
	made, err := h.use.MakeClientSecret(ctx, callerOf(ctx), r.ClientId, value(r.Body).OverlapSeconds)
	if err != nil {
		return nil, err
	}
	return MakeClientSecret201JSONResponse(encodeRotated(made)), nil
}

// RemoveClientSecret serves DELETE /clients/{client_id}/secrets/{secret_id}.
func (h handlers) RemoveClientSecret(ctx context.Context, r RemoveClientSecretRequestObject) (RemoveClientSecretResponseObject, error) {
	if err := h.use.RemoveClientSecret(ctx, callerOf(ctx), r.ClientId, r.SecretId); err != nil {
		return nil, err
	}
	return RemoveClientSecret204Response{}, nil
}
