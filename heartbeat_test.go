package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
	"wakeman/engine/secret"
	"wakeman/notify"
	"wakeman/notify/dial"
	"wakeman/notify/notifytest/carrier"
)

func TestWhatMustBeWellForTheBoxToSayThatItIs(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	well := vitals{LastTick: now.Add(-time.Second), Paths: []way{{Channel: notify.Push}, {Channel: notify.SMS}}}
	for name, c := range map[string]struct {
		change   func(v *vitals)
		interval time.Duration
		want     string
	}{
		"all is well":                              {func(*vitals) {}, time.Minute, ""},
		"one way is closed, another open":          {func(v *vitals) { v.Paths = []way{{notify.Push, true}, {notify.SMS, false}} }, time.Minute, ""},
		"no tick since the start":                  {func(v *vitals) { v.LastTick = time.Time{} }, time.Minute, "has not run since the start"},
		"no tick within the interval":              {func(v *vitals) { v.LastTick = now.Add(-11 * time.Second) }, 10 * time.Second, "has not run since 07:59:49 UTC"},
		"no tick within a minute of a long one":    {func(v *vitals) { v.LastTick = now.Add(-61 * time.Second) }, time.Hour, "has not run since 07:58:59 UTC"},
		"a tick at the very end of the interval":   {func(v *vitals) { v.LastTick = now.Add(-10 * time.Second) }, 10 * time.Second, ""},
		"the store takes no writes":                {func(v *vitals) { v.Store = errors.New("no room") }, time.Minute, "takes no events: no room"},
		"a copy that pages nobody":                 {func(v *vitals) { v.Held = "restored from a backup" }, time.Minute, "pages nobody: restored"},
		"nobody can be paged":                      {func(v *vitals) { v.Paths = nil }, time.Minute, "nobody has a contact method"},
		"every way is closed":                      {func(v *vitals) { v.Paths = []way{{notify.SMS, true}, {notify.Email, true}} }, time.Minute, "the newest by SMS and mail all failed"},
		"the only way is closed":                   {func(v *vitals) { v.Paths = []way{{notify.Push, true}} }, time.Minute, "the newest by push all failed"},
		"several at once: the first to mend is it": {func(v *vitals) { v.LastTick, v.Paths = time.Time{}, nil }, time.Minute, "has not run"},
	} {
		v := well
		c.change(&v)
		got := healthy(v, c.interval, now)
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestAWayIsClosedWhenNoneOfItsNewestPagesGotOut(t *testing.T) {
	ways := &ways{last: map[notify.Channel][]bool{}}
	for i, c := range []struct{ ok, closed bool }{
		{false, false}, {false, false}, {false, true}, {false, true}, {true, false}, {false, false}, {false, false}, {false, true},
	} {
		if ways.note(notify.SMS, c.ok); ways.failing(notify.SMS) != c.closed {
			t.Errorf("after attempt %d it is closed: %v", i+1, !c.closed)
		}
	}
	if ways.failing(notify.Push) {
		t.Error("one without traffic is closed")
	}
}

// watcher is a service outside that is called.
func (b *box) watcher() *carrier.HTTP {
	b.Helper()
	b.carriers.to["watch.example.net"] = carrier.Pipe()
	w := carrier.NewHTTP(b.carriers.to["watch.example.net"])
	b.Cleanup(func() { _ = w.Close() })
	return w
}

func watchedFile(more ...string) string {
	return twoTechnicians(append([]string{"settings:\n", "settings:\n  heartbeat: {url: \"http://watch.example.net/ping/s3cret\"}\n"}, more...)...)
}

// beats counts how often the watcher was called since it was last asked.
func beats(w *carrier.HTTP) func() int {
	seen := 0
	return func() int {
		synctest.Wait()
		n := len(w.Calls()) - seen
		seen += n
		return n
	}
}

func TestTheWatcherOutsideIsCalledWhileAllIsWell(t *testing.T) {
	scenario(t, func(b *box) {
		w := b.watcher()
		called := beats(w)
		b.given(watchedFile())
		b.after(10*time.Minute + 2*time.Second)
		if n := called(); n < 10 || n > 11 {
			t.Errorf("in ten minutes it was called %d times", n)
		}
		if c := w.Calls()[0]; c.Method != http.MethodGet || c.Path != "/ping/s3cret" || !strings.HasPrefix(c.Header.Get("User-Agent"), "Wakeman/") {
			t.Errorf("it was called like this: %+v", c)
		}
		if s := b.a.heartbeat.now(); s.LastOK.IsZero() || !s.FailingSince.IsZero() || s.Reason != "" {
			t.Errorf("it is known as %+v", s)
		}
		b.given(watchedFile(`url: "http://watch.example.net/ping/s3cret"`, `declined: nobody is there to be called`))
		b.after(time.Hour)
		if n := called(); n != 0 {
			t.Errorf("after it was declined it was called %d times", n)
		}
	})
}

func TestAWatcherThatDoesNotAnswerHoldsUpNoPage(t *testing.T) {
	scenario(t, func(b *box) {
		w := b.watcher()
		w.Always(carrier.Hang())
		b.given(watchedFile("s3cret\"", "s3cret\", interval: 10s"))
		b.after(20 * time.Second)
		b.trigger("tower-north", "Tower North: no power")
		b.told("at once", "Ann push")
		b.after(14 * time.Minute)
		if s := b.a.heartbeat.now(); s.Overdue(time.Now()) || s.FailingSince.IsZero() || !strings.Contains(s.Reason, "no whole answer in time") || strings.Contains(s.Reason, "s3cret") {
			t.Errorf("it is known as %+v", s)
		}
		b.after(2 * time.Minute)
		if s := b.a.heartbeat.now(); !s.Overdue(time.Now()) {
			t.Errorf("after a quarter of an hour: %+v", s)
		}
		w.Always(carrier.Fault{})
		b.after(30 * time.Second)
		if s := b.a.heartbeat.now(); !s.FailingSince.IsZero() || s.Reason != "" || time.Since(s.LastOK) > time.Minute {
			t.Errorf("when it answers again: %+v", s)
		}
	})
}

func TestWhenNoPageGetsOutTheWatcherHearsNothingUntilOneDoes(t *testing.T) {
	scenario(t, func(b *box) {
		called := beats(b.watcher())
		b.given(watchedFile())
		b.after(2 * time.Minute)
		b.carriers.always(carrier.Reset())
		b.trigger("tower-north", "Tower North: no power")
		b.after(5 * time.Minute)
		called()
		b.after(10 * time.Minute)
		if n := called(); n != 0 {
			t.Errorf("while no carrier works the watcher was called %d times", n)
		}
		if s := b.a.heartbeat.now(); !strings.Contains(s.Reason, "no page gets out: the newest by SMS and push all failed") {
			t.Errorf("it is known as %+v", s)
		}
		b.carriers.always(carrier.Fault{})
		b.after(5 * time.Minute)
		if called() == 0 {
			t.Error("the carriers are back, and the watcher is still not called")
		}
	})
}

func TestARestoredCopyDoesNotPretendToBeTheOriginal(t *testing.T) {
	scenario(t, func(b *box) {
		called := beats(b.watcher())
		b.given(watchedFile())
		b.after(2 * time.Minute)
		b.restoreElsewhere()
		called()
		b.after(time.Hour)
		if n := called(); n != 0 {
			t.Errorf("the copy called the watcher %d times", n)
		}
	})
}

// An engine that hangs makes no ticks, and nothing else may keep the heartbeat
// going.
func TestWhenTheEngineStopsTheWatcherHearsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pipe := carrier.Pipe()
		w := carrier.NewHTTP(pipe)
		defer w.Close()
		called := beats(w)
		h := &heartbeat{
			settings: func() *engine.HeartbeatSettings {
				return &engine.HeartbeatSettings{URL: "http://watch.example.net/1", Interval: time.Minute}
			},
			// Everything else says that all is well, also about ticks.
			vitals: func() vitals { return vitals{LastTick: time.Now(), Paths: []way{{Channel: notify.SMS}}} },
			writes: func(context.Context) error { return nil },
			client: dial.Client(pipe.Dial, nil), log: slog.New(slog.DiscardHandler), ticks: make(chan time.Time, 1),
		}
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go h.run(ctx)
		for range 300 {
			h.tick(time.Now())
			time.Sleep(time.Second)
		}
		if n := called(); n != 5 {
			t.Errorf("in five minutes of ticks the watcher was called %d times", n)
		}
		time.Sleep(time.Hour)
		if n := called(); n != 0 {
			t.Errorf("without a tick it was called %d times", n)
		}
	})
}

func TestWhenTheStoreTakesNoWriteTheWatcherHearsNothing(t *testing.T) {
	scenario(t, func(b *box) {
		called := beats(b.watcher())
		b.given(watchedFile())
		b.after(2 * time.Minute)
		called()
		stuck := make(chan struct{})
		go func() {
			_ = b.a.db.Update(context.Background(), engine.Intake, func(engine.Tx) error { <-stuck; return nil })
		}()
		b.after(10 * time.Minute)
		if n := called(); n != 0 {
			t.Errorf("while the store hangs the watcher was called %d times", n)
		}
		if s := b.a.heartbeat.now(); !strings.Contains(s.Reason, "the store takes no events") {
			t.Errorf("it is known as %+v", s)
		}
		close(stuck)
		b.after(2 * time.Minute)
		if called() == 0 {
			t.Error("the store works again, and the watcher is still not called")
		}
	})
}

func TestAnAddressThatCanNotBeReadIsSaidAndNotCalled(t *testing.T) {
	h := &heartbeat{
		settings: func() *engine.HeartbeatSettings {
			return &engine.HeartbeatSettings{URL: secret.Mark + "1:key:x", Interval: time.Minute}
		},
		vitals: func() vitals {
			return vitals{LastTick: time.Now(), Paths: []way{{Channel: notify.Push}}}
		},
		writes: func(context.Context) error { return nil },
		log:    slog.New(slog.DiscardHandler),
	}
	h.due(t.Context(), time.Now())
	if s := h.now(); !strings.Contains(s.Reason, "can not be read") || strings.Contains(s.Reason, "sealed") {
		t.Errorf("it is known as %+v", s)
	}
}
