package tenants

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func TestWeakness(t *testing.T) {
	own := []string{"alice", "liddell", "wonderland", "alice@wonderland.example"}
	for password, words := range map[string]string{
		"password":                 "most common passwords",
		"P4$$w0rd":                 "most common passwords",
		"iloveyou1":                "",
		"alicewonderland":          "your own name",
		"Alice@Wonderland.example": "your own name",
		"wonderland":               "your own name",
		"qwertyuiop":               "",
		"aaaaaaaaaaaa":             "Repeated",
		"abcdefghijkl":             "Sequences",
		"12345678":                 "",
		"06/05/1987":               "short of surprises",
		"letmein!":                 "",
	} {
		weakness := Weakness(domain.NewSecret(password), own)
		require.NotEmpty(t, weakness, password)
		require.Contains(t, weakness, words, password)
		if password != "password" {
			require.NotContains(t, weakness, password)
		}
	}
	for _, strong := range []string{"correct horse battery staple", "Tr0ub4dor&3 and more", rand.Text(), "ворона на крыше поёт громко", strings.Repeat("long ", 24) + "x9Kqwv"} {
		require.Empty(t, Weakness(domain.NewSecret(strong), own), strong)
	}
}

// TestWeaknessTakesLittleTime gives it what makes such estimates slow: look-alikes
// by the dozen, and all the length there is.
func TestWeaknessTakesLittleTime(t *testing.T) {
	for _, hard := range []string{
		strings.Repeat("4@8({[<369!1|05$7+%2", 6), strings.Repeat("a", 128), strings.Repeat("1", 128), strings.Repeat("20112012", 16), strings.Repeat("é", 128),
	} {
		began := time.Now()
		Weakness(domain.NewSecret(hard), []string{hard, hard})
		require.Less(t, time.Since(began), 2*time.Second, hard)
	}
}

func FuzzWeakness(f *testing.F) {
	f.Add("P4$$w0rd ü", "al ice")
	f.Add("日本語20120304", "")
	f.Fuzz(func(_ *testing.T, password, own string) {
		Weakness(domain.NewSecret(password), []string{own})
	})
}
