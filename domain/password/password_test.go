package password

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

// cheap is the least cost that argon2 takes.
var cheap = Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}

func TestHashes(t *testing.T) {
	h := NewHasher(rand.Reader, cheap, 2)
	secret := domain.NewSecret("correct horse battery staple")
	hash, err := h.Hash(t.Context(), secret)
	require.NoError(t, err)
	require.Regexp(t, `^\$argon2id\$v=19\$m=8,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`, hash.Reveal())
	require.Equal(t, "[redacted] [redacted] [redacted]", fmt.Sprintf("%s %v %#v", hash, hash, hash))
	another, err := h.Hash(t.Context(), secret)
	require.NoError(t, err)
	require.NotEqual(t, hash, another, "every hash has a salt of its own")

	for _, c := range []struct {
		does  string
		kept  domain.PasswordHash
		tried string
		want  Verdict
	}{
		{"the password", hash, "correct horse battery staple", Verdict{Match: true}},
		{"another", hash, "correct horse battery stapl", Verdict{}},
		{"another case", hash, "Correct horse battery staple", Verdict{}},
		{"nothing", hash, "", Verdict{}},
		{"nobody's", domain.PasswordHash{}, "correct horse battery staple", Verdict{}},
		{"nobody's nothing", domain.PasswordHash{}, "", Verdict{}},
	} {
		got, err := h.Verify(t.Context(), c.kept, domain.NewSecret(c.tried))
		require.NoError(t, err, c.does)
		require.Equal(t, c.want, got, c.does)
	}

	dearer := NewHasher(rand.Reader, Cost{MemoryKiB: 16, Passes: 2, Lanes: 2}, 2)
	got, err := dearer.Verify(t.Context(), hash, secret)
	require.NoError(t, err)
	require.Equal(t, Verdict{Match: true, Outdated: true}, got, "it is to be made anew")
	got, err = dearer.Verify(t.Context(), hash, domain.NewSecret("no"))
	require.NoError(t, err)
	require.Equal(t, Verdict{}, got)
}

// TestKnownAnswers holds us to what other implementations made: the reference
// implementation's own tests have these.
func TestKnownAnswers(t *testing.T) {
	h := NewHasher(rand.Reader, cheap, 1)
	for _, kept := range []string{
		"$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
	} {
		got, err := h.Verify(t.Context(), domain.NewPasswordHash(kept), domain.NewSecret("password"))
		require.NoError(t, err)
		require.True(t, got.Match, kept)
	}
}

func TestAHashThatCannotBeReadIsNoAnswer(t *testing.T) {
	h := NewHasher(rand.Reader, cheap, 1)
	for _, kept := range []string{
		"x", "$", "$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuA", "$argon2id$v=16$m=8,t=1,p=1$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuA",
		"$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuA", "$argon2id$v=19$m=8,t=9999,p=1$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuA",
		"$argon2id$v=19$m=8,t=0,p=1$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuA", "$argon2id$v=19$m=8,t=1,p=0$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuA",
		"$argon2id$v=19$m=8,t=1,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuA", "$argon2id$v=19$m=08,t=1,p=1$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuA",
		"$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$", "$argon2id$v=19$m=8,t=1,p=1$$bQk8UB/VmZZF4Oo79iDXuA", "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ=$bQk8UB/VmZZF4Oo79iDXuA",
	} {
		got, err := h.Verify(t.Context(), domain.NewPasswordHash(kept), domain.NewSecret("password"))
		require.Error(t, err, kept)
		require.Equal(t, domain.KindInternal, domain.KindOf(err), kept)
		require.False(t, got.Match)
		require.NotContains(t, err.Error(), "c29tZXNhbHQ")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc")
	f.Add("$argon2id$v=19$m=8,t=1,p=1$$")
	f.Fuzz(func(t *testing.T, text string) {
		if e, err := parse(text); err == nil {
			require.Equal(t, text, e.String(), "a hash has one spelling")
			require.LessOrEqual(t, e.MemoryKiB, uint32(maxMemoryKiB))
		}
	})
}

// TestNoMoreThanAreAdmitted fills a hasher: so many work, so many wait, and the
// next is told to come back, whoever it asks about.
func TestNoMoreThanAreAdmitted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHasher(rand.Reader, cheap, 2)
		// Two are at work.
		for range cap(h.slots) {
			h.admitted <- struct{}{}
			h.slots <- struct{}{}
		}
		ctx, leave := context.WithCancel(t.Context())
		errs := make(chan error, cap(h.admitted))
		for range cap(h.admitted) - cap(h.slots) {
			go func() {
				_, err := h.Verify(ctx, domain.PasswordHash{}, domain.NewSecret("x"))
				errs <- err
			}()
		}
		synctest.Wait()
		require.Empty(t, errs, "they wait")
		_, err := h.Verify(t.Context(), domain.PasswordHash{}, domain.NewSecret("x"))
		require.Equal(t, domain.KindUnavailable, domain.KindOf(err))
		_, err = h.Hash(t.Context(), domain.NewSecret("x"))
		require.Equal(t, domain.KindUnavailable, domain.KindOf(err))

		// Whoever waits no longer makes room for others.
		leave()
		for range cap(h.admitted) - cap(h.slots) {
			require.Equal(t, domain.KindUnavailable, domain.KindOf(<-errs))
		}
		<-h.slots
		<-h.admitted
		_, err = h.Hash(t.Context(), domain.NewSecret("x"))
		require.NoError(t, err)
	})
}

func TestManyAtOnce(t *testing.T) {
	h := NewHasher(rand.Reader, cheap, 2)
	hash, err := h.Hash(t.Context(), domain.NewSecret("right"))
	require.NoError(t, err)
	var all sync.WaitGroup
	for i := range cap(h.admitted) {
		all.Go(func() {
			verdict, err := h.Verify(t.Context(), hash, domain.NewSecret([]string{"right", "wrong"}[i%2]))
			if err != nil || verdict.Match != (i%2 == 0) {
				t.Errorf("%d: %+v, %v", i, verdict, err)
			}
		})
	}
	all.Wait()
}

func TestRules(t *testing.T) {
	var asked []string
	rules := Rules{Weakness: func(_ domain.Secret, own []string) string {
		asked = own
		return "It is weak."
	}}
	alice := domain.User{Username: "alice.l", Email: "al@wonderland.example", Name: "Alice Liddell"}
	for password, words := range map[string]string{
		"1234567":                "at least 8 characters",
		"ünïcöd":                 "at least 8 characters",
		strings.Repeat("x", 129): "at most 128 characters",
		"bell\a bell bell":       "can be typed",
		"not UTF-8 \xff\xff":     "can be typed",
		"long enough":            "It is weak.",
	} {
		err := rules.Check("password", domain.NewSecret(password), alice)
		require.Equal(t, domain.KindInvalid, domain.KindOf(err))
		require.ErrorContains(t, err, words)
		require.NotContains(t, err.Error(), password)
	}
	for _, own := range []string{"alice", "alice.l", "al@wonderland.example", "wonderland", "Liddell", "Alice Liddell", "AliceLiddell"} {
		require.Contains(t, asked, own)
	}
	rules.Weakness = func(domain.Secret, []string) string { return "" }
	for _, good := range []string{"12345678", strings.Repeat("ü", 128), "four words with spaces", "パスワードです。長い"} {
		require.NoError(t, rules.Check("password", domain.NewSecret(good), alice))
	}
}

func BenchmarkVerify(b *testing.B) {
	h := NewHasher(rand.Reader, Recommended, 1)
	for b.Loop() {
		if _, err := h.Verify(b.Context(), domain.PasswordHash{}, domain.NewSecret("some password")); err != nil {
			b.Fatal(err)
		}
	}
}
