package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/admin"
)

func encodeCounted(c admin.Counted) Counted { return Counted{Count: c.Count, More: c.More} }

// GetTenantUsage serves GET /tenants/{slug}/usage.
func (h handlers) GetTenantUsage(ctx context.Context, r GetTenantUsageRequestObject) (GetTenantUsageResponseObject, error) {
	usage, err := h.use.TenantUsage(ctx, callerOf(ctx), r.Slug)
	if err != nil {
		return nil, err
	}
	return GetTenantUsage200JSONResponse{
		Clients: encodeCounted(usage.Clients), ResourceServers: encodeCounted(usage.ResourceServers),
		Users: encodeCounted(usage.Users), Tokens: encodeCounted(usage.Tokens),
	}, nil
}

// GetTenantActivity serves GET /tenants/{slug}/activity.
func (h handlers) GetTenantActivity(ctx context.Context, r GetTenantActivityRequestObject) (GetTenantActivityResponseObject, error) {
	span := domain.CountSpan{Granularity: r.Params.Granularity, From: r.Params.From, To: r.Params.To}
	counts, err := h.use.TenantActivity(ctx, callerOf(ctx), r.Slug, span)
	if err != nil {
		return nil, err
	}
	return GetTenantActivity200JSONResponse(encodeActivity(span, counts)), nil
}
