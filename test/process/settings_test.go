package process_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/test/process"
)

func TestEveryMistakeInTheSettingsIsReportedAtOnce(t *testing.T) {
	secret := process.NewSecret()
	wrong := map[string]string{
		"JETON_LISTEN":          "everywhere",
		"JETON_PUBLIC_URL":      "ftp://id.example.com/jeton",
		"JETON_DATABASE_URL":    "mysql://jeton:" + secret + "@db.example.com/jeton",
		"JETON_SECRET_KEY":      secret + "!",
		"JETON_OPERATOR_TOKEN":  secret + " " + secret,
		"JETON_TRUSTED_PROXIES": "10.0.0.1/8",
		"JETON_TLS_CERT":        "only-the-certificate.pem",
		"JETON_METRICS_LISTEN":  "127.0.0.1:ninety",
		"JETON_PUBLIK_URL":      "https://id.example.com",
	}
	config := process.Config{Dir: t.TempDir()}
	for name, value := range wrong {
		config.Env = append(config.Env, name+"="+value)
	}
	for _, command := range []string{"serve", "serve --demo", "migrate up", "migrate status", "export --tenant acme", "doctor"} {
		t.Run(command, func(t *testing.T) {
			result := process.Run(t, config, strings.Fields(command)...)
			require.NotZero(t, result.Code)
			// The doctor's report is what it was asked for.
			said := result.Stdout + result.Stderr
			for name := range wrong {
				require.Contains(t, said, name, "each is named")
			}
			require.NotContains(t, said, secret)
		})
	}
	require.NoDirExists(t, config.Dir+"/data", "nothing was begun")
}

func TestPostgresNeedsASecretKey(t *testing.T) {
	config := process.Postgres(t)
	config.SecretKey = ""
	for _, command := range []string{"serve", "migrate up", "doctor"} {
		result := process.Run(t, config, strings.Fields(command)...)
		require.NotZero(t, result.Code, command)
		require.Contains(t, result.Stdout+result.Stderr, "JETON_SECRET_KEY", command)
	}
	config.SecretKey = process.NewSecretKey()
	status := process.Run(t, config, "migrate", "status")
	require.Contains(t, status.Stdout, "schema version 0 of", "the refusals wrote nothing")
}

func TestCommandsThatNeedNothing(t *testing.T) {
	for _, command := range []string{"version", "--help"} {
		result := process.Run(t, process.Config{}, command)
		require.Zero(t, result.Code, result.Stderr)
		require.Contains(t, result.Stdout, "jeton")
	}
	result := process.Run(t, process.Config{}, "serv")
	require.Equal(t, 2, result.Code)
	require.Contains(t, result.Stderr, "serv")
}
