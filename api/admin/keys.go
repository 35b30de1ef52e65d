package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain/admin"
)

func encodeKey(k admin.Key) Key {
	return Key{
		Kid: k.ID, Alg: k.Alg, State: string(k.State), PublishedAt: k.Published, SignsFrom: k.SignsFrom,
		SignsUntil: moment(k.SignsUntil), VerifiesUntil: moment(k.VerifiesUntil),
	}
}

// ListKeys serves GET /keys.
func (h handlers) ListKeys(ctx context.Context, _ ListKeysRequestObject) (ListKeysResponseObject, error) {
	found, err := h.use.ListKeys(ctx, callerOf(ctx))
	if err != nil {
		return nil, err
	}
	return ListKeys200JSONResponse{Items: each(found, encodeKey)}, nil
}

// RotateKeys serves POST /keys/rotate.
func (h handlers) RotateKeys(ctx context.Context, r RotateKeysRequestObject) (RotateKeysResponseObject, error) {
	found, err := h.use.RotateKeys(ctx, callerOf(ctx), value(r.Body).Alg)
	if err != nil {
		return nil, err
	}
	return RotateKeys200JSONResponse{Items: each(found, encodeKey)}, nil
}
