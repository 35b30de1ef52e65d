package oauth

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/jeton-id/jeton/api/event"
	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/introspect"
)

// batched are the bounds of a batch's form: each token may be as long as any of
// ours, and five times as long as the usual JWT.
var batched = bounds{body: 16 * maxBody, parameters: introspect.MaxBatch + maxParameters}

// IntrospectAll serves POST /t/{tenant}/oauth2/introspect/batch.
func (e Endpoints) IntrospectAll(c echo.Context) error {
	slug, err := domain.SlugInPath(c.Param("tenant"))
	if err != nil {
		return err
	}
	batch, err := readBatch(c)
	if err != nil {
		return refusedCaller(c, err)
	}
	ctx := c.Request().Context()
	outcomes, err := e.Introspector.IntrospectAll(ctx, slug, batch)
	if err != nil {
		return refusedCaller(c, err)
	}
	room := enter()
	defer room.leave()
	body := append(room.AvailableBuffer(), `{"answers":[`...)
	active := 0
	for n, outcome := range outcomes {
		if n > 0 {
			body = append(body, ',')
		}
		if outcome.Answer != nil {
			active++
		}
		body = profileNamed(outcome.Profile).appendAnswer(body, outcome.Answer)
	}
	event.Add(ctx, "caller", outcomes[0].Caller)
	event.Count(ctx, "tokens", len(outcomes))
	event.Count(ctx, "active", active)
	return room.answer(c, append(body, `]}`...))
}

// readBatch reads the questions of a batch. A token that is empty is refused as it
// is alone: left out like other empty parameters, it would move the answers of all
// that follow.
func readBatch(c echo.Context) (introspect.Batch, error) {
	f, err := batched.read(c.Request(), "token")
	if err != nil {
		return introspect.Batch{}, err
	}
	var tokens []domain.Secret
	for _, p := range f {
		switch {
		case p.name != "token":
			continue
		case p.value == "":
			return introspect.Batch{}, invalid("a parameter token is empty")
		case len(tokens) == introspect.MaxBatch:
			return introspect.Batch{}, invalid("a batch has at most " + strconv.Itoa(introspect.MaxBatch) + " parameters token")
		}
		tokens = append(tokens, domain.NewSecret(p.value))
	}
	if len(tokens) == 0 {
		return introspect.Batch{}, invalid("the parameter token is missing")
	}
	credentials, bearer, err := readCaller(c.Request(), f)
	return introspect.Batch{Credentials: credentials, Bearer: bearer, Tokens: tokens}, err
}
