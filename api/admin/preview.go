package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/admin"
)

// PreviewResourceServer serves POST /resource-servers/{id}/preview.
func (h handlers) PreviewResourceServer(ctx context.Context, r PreviewResourceServerRequestObject) (PreviewResourceServerResponseObject, error) {
	about := admin.About{Token: domain.NewSecret(r.Body.Token)}
	if sample := r.Body.Sample; sample != nil {
		scope, err := domain.ParseScope(sample.Scope)
		if err != nil {
			return nil, err
		}
		about.Sample = admin.Sample{Client: sample.Client, Resources: sample.Resources, Scope: scope, Username: sample.Username}
	}
	found, err := h.use.Preview(ctx, callerOf(ctx), r.Id, decodeServerEdit(r.Body.Edit), about)
	if err != nil {
		return nil, err
	}
	return PreviewResourceServer200JSONResponse{Now: each(found.Now, encodeVerdict), Then: each(found.Then, encodeVerdict)}, nil
}
