package admin

import (
	"context"

	"github.com/jeton-id/jeton/domain"
)

func encodeMember(m domain.Member) Member {
	return Member{ClientId: m.Client, Roles: each(m.Roles, same), Version: m.Version}
}

// ListMembers serves GET /members.
func (h handlers) ListMembers(ctx context.Context, r ListMembersRequestObject) (ListMembersResponseObject, error) {
	found, err := h.use.ListMembers(ctx, callerOf(ctx), ask(r.Params.Limit, r.Params.Cursor))
	if err != nil {
		return nil, err
	}
	return ListMembers200JSONResponse{Items: each(found.Items, encodeMember), NextCursor: next(found.Next)}, nil
}

// GetMember serves GET /members/{client_id}.
func (h handlers) GetMember(ctx context.Context, r GetMemberRequestObject) (GetMemberResponseObject, error) {
	member, err := h.use.FindMember(ctx, callerOf(ctx), r.ClientId)
	if err != nil {
		return nil, err
	}
	return GetMember200JSONResponse(encodeMember(member)), nil
}

// SetMember serves PUT /members/{client_id}.
func (h handlers) SetMember(ctx context.Context, r SetMemberRequestObject) (SetMemberResponseObject, error) {
	member, err := h.use.SetMember(ctx, callerOf(ctx), domain.Member{Client: r.ClientId, Roles: r.Body.Roles, Version: r.Body.Version})
	if err != nil {
		return nil, err
	}
	return SetMember200JSONResponse(encodeMember(member)), nil
}

// RemoveMember serves DELETE /members/{client_id}.
func (h handlers) RemoveMember(ctx context.Context, r RemoveMemberRequestObject) (RemoveMemberResponseObject, error) {
	if err := h.use.RemoveMember(ctx, callerOf(ctx), r.ClientId); err != nil {
		return nil, err
	}
	return RemoveMember204Response{}, nil
}
