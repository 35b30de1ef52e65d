package process_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

func TestTwoServersStartAtOnceOnAnEmptyDatabase(t *testing.T) {
	process.Engines(t, func(t *testing.T, config process.Config) {
		if config.DatabaseURL[0] == 's' {
			// Then they make the secret key at once, too.
			config.SecretKey = ""
		}
		one, two := process.Launch(t, config), process.Launch(t, config)
		one.AwaitReady()
		two.AwaitReady()

		w := newTwins(config)
		w.apply(t)
		here, there := one.At("acme"), two.At("acme")
		token := here.Token(t, w.shop, ordersAPI)
		require.True(t, there.Introspect(t, w.orders, token).Active())
		require.Equal(t, http.StatusOK, there.Revoke(t, w.shop, token).Status)
		require.True(t, here.Introspect(t, w.orders, token).Inactive())

		// One of them was the first.
		require.Eventually(t, func() bool { return setupLink.MatchString(one.Stdout() + two.Stdout()) }, 10*time.Second, 20*time.Millisecond)
		one.Stop()
		two.Stop()
		require.Len(t, setupLink.FindAllString(one.Stdout()+two.Stdout(), -1), 1, "a second link would make the first one void")

		doctor := process.Run(t, w.Config, "doctor")
		require.Zero(t, doctor.Code, doctor.Stdout)
	})
}
