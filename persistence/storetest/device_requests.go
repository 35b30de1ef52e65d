package storetest

import (
	"crypto/sha256"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/jeton-id/jeton/domain"
)

func testDeviceRequests(s *suite) {
	find := func(s *suite, w *world) domain.DeviceRequest {
		found, err := w.FindDeviceRequest(s.ctx, w.device.Hash)
		require.NoError(s, err)
		return found
	}
	decide := func(w *world, decision domain.DeviceDecision, at time.Time) (first bool) {
		s.add(w, func(tx domain.Adder) (err error) {
			first, err = tx.DecideDeviceRequest(s.ctx, w.device.Hash, decision, at)
			return err
		})
		return first
	}
	s.run("what is asked is found again by both codes", func(s *suite) {
		w := s.world("kept")
		require.Equal(s, w.device, find(s, w))
		found, err := w.FindDeviceRequestByUserCode(s.ctx, w.device.UserCode)
		require.NoError(s, err)
		require.Equal(s, w.device, found)
		for _, hash := range []domain.SecretHash{w.device.UserCode, w.pushed.Hash, w.code.Hash, w.pending.Hash, {}} {
			_, err := w.FindDeviceRequest(s.ctx, hash)
			s.is(domain.KindNotFound, "", err)
		}
		_, err = w.FindDeviceRequestByUserCode(s.ctx, w.device.Hash)
		s.is(domain.KindNotFound, "", err)
	})
	s.run("a user code is of one", func(s *suite) {
		w := s.world("taken")
		other := w.device
		other.Hash = sha256.Sum256([]byte("other"))
		s.is(domain.KindConflict, "code_taken", w.Add(s.ctx, s.act(), func(tx domain.Adder) error { return tx.AddDeviceRequest(s.ctx, other) }))
	})
	s.run("polls keep a pace", func(s *suite) {
		w := s.world("pace")
		for _, poll := range []struct {
			after    time.Duration
			inTime   bool
			interval time.Duration
		}{
			{0, true, 5 * time.Second},
			{5 * time.Second, true, 5 * time.Second},
			{4 * time.Second, true, 5 * time.Second},
			{3999 * time.Millisecond, false, 10 * time.Second},
			{5 * time.Second, false, 15 * time.Second},
			{14 * time.Second, true, 15 * time.Second},
			{0, false, 20 * time.Second},
		} {
			at := find(s, w).Polled.Add(poll.after)
			if poll.after == 0 && poll.inTime {
				at = s.now
			}
			var inTime bool
			s.add(w, func(tx domain.Adder) (err error) {
				inTime, err = tx.PollDeviceRequest(s.ctx, w.device.Hash, at)
				return err
			})
			require.Equal(s, poll.inTime, inTime, "%s after the last", poll.after)
			found := find(s, w)
			require.Equal(s, poll.interval, found.Interval)
			require.Equal(s, at, found.Polled)
		}
		at := find(s, w).Polled.Add(time.Hour)
		require.EqualValues(s, 1, s.firstOf(20, w, func(tx domain.Adder) (bool, error) { return tx.PollDeviceRequest(s.ctx, w.device.Hash, at) }))
		require.Equal(s, 20*time.Second+19*domain.SlowDown, find(s, w).Interval, "each that came too early counts")
	})
	s.run("it is decided once", func(s *suite) {
		w := s.world("decided")
		given := domain.DeviceDecision{Grant: w.personal.ID, Epochs: domain.Epochs{Tenant: 3, Client: 4, User: 5}}
		require.EqualValues(s, 1, s.firstOf(20, w, func(tx domain.Adder) (bool, error) {
			return tx.DecideDeviceRequest(s.ctx, w.device.Hash, given, s.now)
		}))
		require.False(s, decide(w, domain.DeviceDecision{}, s.now))
		found := find(s, w)
		require.Equal(s, given, found.DeviceDecision)
		require.Equal(s, s.now, found.Decided)
		require.False(s, found.Open(s.now))
	})
	s.run("it is not decided when its time is over", func(s *suite) {
		w := s.world("late")
		require.True(s, w.device.Open(w.device.Expires.Add(-1)))
		require.False(s, w.device.Open(w.device.Expires))
		require.False(s, decide(w, domain.DeviceDecision{Grant: w.personal.ID}, w.device.Expires))
		require.Equal(s, w.device, find(s, w))
	})
	s.run("it is used once, and only if it was given", func(s *suite) {
		use := func(tx domain.Adder, w *world) (bool, error) { return tx.UseDeviceRequest(s.ctx, w.device.Hash, s.now) }
		open, refused, given := s.world("open"), s.world("refused"), s.world("given")
		require.True(s, decide(refused, domain.DeviceDecision{}, s.now))
		require.True(s, decide(given, domain.DeviceDecision{Grant: given.personal.ID}, s.now))
		for w, times := range map[*world]int64{open: 0, refused: 0, given: 1} {
			require.EqualValues(s, times, s.firstOf(20, w, func(tx domain.Adder) (bool, error) { return use(tx, w) }), w.prefix)
		}
		require.Equal(s, s.now, find(s, given).Used)
		require.Zero(s, find(s, refused).Used)
	})
	s.run("a grant that is not there cannot be given", func(s *suite) {
		w := s.world("orphan")
		s.is(domain.KindNotFound, "", w.Add(s.ctx, s.act(), func(tx domain.Adder) error {
			_, err := tx.DecideDeviceRequest(s.ctx, w.device.Hash, domain.DeviceDecision{Grant: "nothing"}, s.now)
			return err
		}))
	})
	s.run("it goes with its client, and with its grant", func(s *suite) {
		client, user := s.world("client"), s.world("user")
		require.True(s, decide(user, domain.DeviceDecision{Grant: user.personal.ID}, s.now))
		s.change(client, func(tx domain.Changer) error { return tx.RemoveClient(s.ctx, client.client.ID) })
		s.change(user, func(tx domain.Changer) error { return tx.RemoveUser(s.ctx, user.user.ID) })
		for _, w := range []*world{client, user} {
			_, err := w.FindDeviceRequest(s.ctx, w.device.Hash)
			s.is(domain.KindNotFound, "", err)
		}
	})
	s.run("one that has expired stays for ten minutes more", func(s *suite) {
		w := s.world("expires")
		add := func(name string, after time.Duration) {
			act := domain.Act{By: domain.SystemActor("storetest"), At: w.device.Expires.Add(after)}
			request := w.device
			request.Hash, request.UserCode = sha256.Sum256([]byte(name)), sha256.Sum256([]byte(name+"-user-code"))
			request.Expires = act.At.Add(time.Hour)
			require.NoError(s, w.Add(s.ctx, act, func(tx domain.Adder) error { return tx.AddDeviceRequest(s.ctx, request) }))
		}
		add("soon", 9*time.Minute)
		require.Equal(s, w.device, find(s, w))
		add("later", 10*time.Minute)
		_, err := w.FindDeviceRequest(s.ctx, w.device.Hash)
		s.is(domain.KindNotFound, "", err)
	})
}
