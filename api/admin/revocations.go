package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain/admin"
)

// Revoke serves POST /revocations.
func (h handlers) Revoke(ctx context.Context, r RevokeRequestObject) (RevokeResponseObject, error) {
	target, err := admin.ParseTarget(r.Body.Client, r.Body.User, r.Body.Grant, r.Body.Tenant)
	if err != nil {
		return nil, err
	}
	covered, err := h.use.Revoke(ctx, callerOf(ctx), target, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	return Revoke200JSONResponse{Covers: Coverage{Tokens: covered.Tokens, More: covered.More}}, nil
}

// PreviewRevocation serves POST /revocations/preview.
func (h handlers) PreviewRevocation(ctx context.Context, r PreviewRevocationRequestObject) (PreviewRevocationResponseObject, error) {
	target, err := admin.ParseTarget(r.Body.Client, r.Body.User, r.Body.Grant, r.Body.Tenant)
	if err != nil {
		return nil, err
	}
	preview, err := h.use.PreviewRevocation(ctx, callerOf(ctx), target)
	if err != nil {
		return nil, err
	}
	seen := func(s admin.SeenTokens) SeenTokens {
		return SeenTokens{ResourceServer: s.ResourceServer, Tokens: s.Tokens, More: preview.Covers.More}
	}
	return PreviewRevocation200JSONResponse{
		Covers: Coverage{Tokens: preview.Covers.Tokens, More: preview.Covers.More}, Seen: each(preview.Seen, seen),
	}, nil
}
