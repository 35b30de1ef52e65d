package persistence

import (
	"strconv"
	"strings"
	"time"

	"github.com/jeton-id/jeton/domain"
)

// position is a place in a list ordered by a time and an id.
func position(at time.Time, id string) string {
	return strconv.FormatInt(at.UnixMilli(), 10) + "." + id
}

func parsePosition(text string) (moment, string, error) {
	millis, id, found := strings.Cut(text, ".")
	at, err := strconv.ParseInt(millis, 10, 64)
	if err != nil || !found {
		return moment{}, "", domain.InvalidField("cursor", "the cursor is not one of this list")
	}
	return moment{time.UnixMilli(at)}, id, nil
}
