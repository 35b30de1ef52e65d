package admin

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func hashKey(t *testing.T, fill byte) domain.HashKey {
	t.Helper()
	key, err := domain.HashKeyFrom(bytes.Repeat([]byte{fill}, 32))
	require.NoError(t, err)
	return key
}

func TestCursorsOpenWhereTheyWereSealedOnly(t *testing.T) {
	ours, theirs := hashKey(t, 1), hashKey(t, 2)
	purpose, err := cursorPurpose("tokens", domain.TokenFilter{Client: "shop"})
	require.NoError(t, err)
	otherFilter, err := cursorPurpose("tokens", domain.TokenFilter{User: "shop"})
	require.NoError(t, err)
	otherList, err := cursorPurpose("grants", domain.TokenFilter{Client: "shop"})
	require.NoError(t, err)

	cursor := sealCursor(ours, purpose, "position")
	position, err := openCursor(ours, purpose, cursor)
	require.NoError(t, err)
	require.Equal(t, "position", position)

	for name, open := range map[string]func() (string, error){
		"another tenant": func() (string, error) { return openCursor(theirs, purpose, cursor) },
		"another filter": func() (string, error) { return openCursor(ours, otherFilter, cursor) },
		"another list":   func() (string, error) { return openCursor(ours, otherList, cursor) },
		"nothing":        func() (string, error) { return openCursor(ours, purpose, "") },
		"no position":    func() (string, error) { return openCursor(ours, purpose, sealCursor(ours, purpose, "")) },
	} {
		_, err := open()
		require.True(t, domain.KindInvalid.Is(err), name)
	}
	for i := range len(cursor) {
		for _, c := range []byte("Aa0_=") {
			changed := cursor[:i] + string(c) + cursor[i+1:]
			if changed == cursor {
				continue
			}
			_, err := openCursor(ours, purpose, changed)
			require.True(t, domain.KindInvalid.Is(err), changed)
		}
	}
}

func TestPagesHaveBounds(t *testing.T) {
	caller := Caller{tenant: &domain.Snapshot{HashKey: hashKey(t, 1)}}
	asked := 0
	read := func(page domain.Page) (domain.List[int], error) {
		asked = page.Limit
		return domain.List[int]{Next: "there"}, nil
	}
	for _, c := range []struct {
		limit *int
		want  int
	}{{nil, 50}, {new(1), 1}, {new(200), 200}, {new(0), 0}, {new(201), 0}, {new(-1), 0}} {
		asked = 0
		_, err := paged(caller, "numbers", nil, Ask{Limit: c.limit}, read)
		require.Equal(t, c.want == 0, err != nil)
		require.Equal(t, c.want, asked)
	}
}
