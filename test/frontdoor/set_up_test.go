package frontdoor

import (
	"crypto/rand"
	"fmt"
	"maps"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

const firstPassword = "a looking glass and seven rabbits"

// beginning is what somebody asks for who sets the installation up.
func beginning(slug string) map[string]any {
	return map[string]any{
		"tenant":   map[string]any{"slug": slug, "name": "First"},
		"operator": map[string]any{"username": "first-" + slug, "name": "The First", "email": "first@example.com", "password": firstPassword},
	}
}

// offerSetup keeps a set-up link as the first start does, and gives its secret.
func (in *Installation) offerSetup() string {
	in.t.Helper()
	made, err := domain.MintSetupSecret(rand.Reader)
	require.NoError(in.t, err)
	_, tenancy := in.Tenancy("system")
	now := in.Clock.Now()
	require.NoError(in.t, tenancy.Change(in.t.Context(), domain.Act{By: domain.SystemActor("test"), At: now}, func(tx domain.Changer) error {
		link := domain.SetupLink{Hash: in.HashKey("system").HashSecret(made), Created: now, Expires: now.Add(time.Hour)}
		if err := tx.OfferSetupLink(in.t.Context(), link); err != nil {
			return err
		}
		return tx.Record(in.t.Context(), domain.Event{ID: newID(), At: now, Actor: "system:test", Action: "setup_link.offered", Object: "tenant:system"})
	}))
	return made.Reveal()
}

// TestTheSetupLinkIsUsedOnce sets an installation up, and signs in at both tenants.
func TestTheSetupLinkIsUsedOnce(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		in := Open(t, databaseURL)
		link := in.offerSetup()
		for path, want := range map[string]int{"/me": http.StatusForbidden, "/tenants": http.StatusForbidden, "/clients": http.StatusForbidden} {
			require.Equal(t, want, in.Manage(link, http.MethodGet, "system", path, nil).Status, "the link opens nothing but the set-up: %s", path)
		}
		for does, c := range map[string]struct {
			change func(tenant, operator map[string]any)
			field  string
		}{
			"a slug that is none":        {func(tenant, _ map[string]any) { tenant["slug"] = "No Slug" }, "tenant.slug"},
			"a slug that is taken":       {func(tenant, _ map[string]any) { tenant["slug"] = "system" }, "tenant.slug"},
			"a name that is none":        {func(tenant, _ map[string]any) { tenant["name"] = "\u0007" }, "tenant.name"},
			"a password that is short":   {func(_, operator map[string]any) { operator["password"] = "short" }, "operator.password"},
			"a password that is guessed": {func(_, operator map[string]any) { operator["password"] = "password1234" }, "operator.password"},
			"an email that is none":      {func(_, operator map[string]any) { operator["email"] = "nobody" }, "operator.email"},
		} {
			body := beginning("first")
			tenant, operator := maps.Clone(body["tenant"].(map[string]any)), maps.Clone(body["operator"].(map[string]any))
			c.change(tenant, operator)
			refused := in.Manage(link, http.MethodPost, "system", "/setup", map[string]any{"tenant": tenant, "operator": operator})
			require.Contains(t, []int{http.StatusBadRequest, http.StatusConflict}, refused.Status, "%s: %s", does, refused.Body)
			require.Contains(t, refused.Body, fmt.Sprintf(`"field":%q`, c.field), does)
			require.NotContains(t, refused.Body, firstPassword)
		}
		require.Equal(t, http.StatusNotFound, in.Manage(link, http.MethodPost, "nowhere", "/setup", beginning("first")).Status)

		done := in.Manage(link, http.MethodPost, "system", "/setup", beginning("first"))
		require.Equal(t, http.StatusCreated, done.Status, "what was refused has not used the link up: %s", done.Body)
		require.Contains(t, done.Body, PublicURL+"/t/first/console")
		require.NotContains(t, done.Body, firstPassword)
		again := in.Manage(link, http.MethodPost, "system", "/setup", beginning("second"))
		require.Equal(t, http.StatusUnauthorized, again.Status, again.Body)

		w := &World{Installation: in}
		for tenant, sees := range map[string]string{"system": "/tenants", "first": "/keys"} {
			b := w.NewBrowser()
			b.Get("/t/" + tenant + "/console/signin")
			b.Submit(map[string]string{"username": "first-first", "current-password": firstPassword}, "")
			require.Equal(t, http.StatusOK, b.manage(http.MethodGet, tenant, sees, nil).Status, tenant)
			require.Contains(t, in.Manage(in.Operator, http.MethodGet, tenant, "/audit-events?action=user.created", nil).Body, "first-first", tenant)
		}
		require.NotContains(t, in.Log.String(), link)
		require.NotContains(t, in.Log.String(), firstPassword)

		late := in.offerSetup()
		in.Clock.Set(in.Clock.Now().Add(time.Hour))
		require.Equal(t, http.StatusUnauthorized, in.Manage(late, http.MethodPost, "system", "/setup", beginning("late")).Status)
	})
}

// TestOneOfManySetsUp has many use the link at the same moment, each for a tenant
// of its own.
func TestOneOfManySetsUp(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		in := Open(t, databaseURL)
		link := in.offerSetup()
		const many = 8
		statuses := make([]int, many)
		var group sync.WaitGroup
		for i := range many {
			group.Go(func() {
				statuses[i] = in.Manage(link, http.MethodPost, "system", "/setup", beginning(fmt.Sprint("one-", i))).Status
			})
		}
		group.Wait()
		won := 0
		for i, status := range statuses {
			slug := fmt.Sprint("one-", i)
			created := in.Manage(in.Operator, http.MethodGet, "system", "/tenants/"+slug, nil).Status
			if status == http.StatusCreated {
				won++
				require.Equal(t, http.StatusOK, created)
				continue
			}
			require.Contains(t, []int{http.StatusUnauthorized, http.StatusNotFound}, status)
			require.Equal(t, http.StatusNotFound, created, "who lost leaves nothing behind")
		}
		require.Equal(t, 1, won)
	})
}

// TestAnInterruptedSetUpCanBeFinished lets the store fail at each statement of a
// set-up. Either nothing was written, or there is an operator, who signs in and does
// the rest.
func TestAnInterruptedSetUpCanBeFinished(t *testing.T) {
	Each(t, func(t *testing.T, databaseURL string) {
		in := Open(t, databaseURL)
		w := &World{Installation: in}
		interrupted := 0
		for broken := 1; ; broken++ {
			require.Less(t, broken, 60, "a request of so many statements")
			slug := fmt.Sprint("broken-", broken)
			link := in.offerSetup()
			statement, failed := 0, ""
			in.Fail(func(text string) error {
				if statement++; statement == broken {
					failed = text
					return errBroken
				}
				return nil
			})
			in.Clock.Forward(6 * time.Second)
			response := in.Manage(link, http.MethodPost, "system", "/setup", beginning(slug))
			in.Fail(nil)
			if failed == "" {
				require.Equal(t, http.StatusCreated, response.Status, response.Body)
				require.Greater(t, interrupted, 3, "it was interrupted between its two tenants, too")
				return
			}
			require.Equal(t, http.StatusServiceUnavailable, response.Status, "failing at %q: %s", failed, response.Body)
			require.NotContains(t, response.Body, "fire")
			there := in.Manage(in.Operator, http.MethodGet, "system", "/tenants/"+slug, nil).Status == http.StatusOK
			if len(in.Must(http.MethodGet, "system", "/users?q=first-"+slug, nil)["items"].([]any)) == 0 {
				require.False(t, there, "failing at %q", failed)
				require.Equal(t, http.StatusCreated, in.Manage(link, http.MethodPost, "system", "/setup", beginning(slug)).Status, "the link is good still")
				continue
			}
			interrupted++
			b := w.NewBrowser()
			b.Get("/t/system/console/signin")
			b.Submit(map[string]string{"username": "first-" + slug, "current-password": firstPassword}, "")
			if !there {
				created := b.manage(http.MethodPost, "system", "/tenants", map[string]any{"slug": slug})
				require.Equal(t, http.StatusCreated, created.Status, created.Body)
			}
			owner := b.manage(http.MethodPost, "system", "/tenants/"+slug+"/owners", map[string]any{"username": "owner-after-all"})
			require.Equal(t, http.StatusCreated, owner.Status, owner.Body)
		}
	})
}
