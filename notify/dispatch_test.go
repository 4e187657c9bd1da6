package notify_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/notify"
)

// desk is a queue and a sink: it gives out what is due as far as there is room,
// and writes down what it is told.
type desk struct {
	mu       sync.Mutex
	due      []notify.Delivery
	next     time.Time
	leases   int
	leaseErr error
	// reports are what was told, as "id#attempt status"; refuse makes the sink
	// fail so often first.
	reports []string
	refuse  int
}

func (d *desk) add(channel notify.Channel, ids ...string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, id := range ids {
		d.due = append(d.due, notify.Delivery{ID: id, Attempt: 1, To: notify.Address{Channel: channel, Value: id}})
	}
}

func (d *desk) Lease(_ context.Context, room map[notify.Channel]int) (leased []notify.Delivery, next time.Time, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.leases++
	if d.leaseErr != nil {
		return nil, time.Time{}, d.leaseErr
	}
	taken := map[notify.Channel]int{}
	d.due = slices.DeleteFunc(d.due, func(x notify.Delivery) bool {
		free, served := room[x.To.Channel]
		if served && taken[x.To.Channel] >= free {
			return false
		}
		taken[x.To.Channel]++
		leased = append(leased, x)
		return true
	})
	next = d.next
	if len(d.due) > 0 {
		next = time.Now()
	}
	return leased, next, nil
}

func (d *desk) Report(_ context.Context, id string, attempt int, o notify.Outcome) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.refuse > 0 {
		d.refuse--
		return errors.New("the store is full")
	}
	d.reports = append(d.reports, fmt.Sprintf("%s#%d %s %s", id, attempt, o.Status, o.Reason))
	return nil
}

func (d *desk) told() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	told := slices.Clone(d.reports)
	slices.Sort(told)
	return told
}

// set changes the desk while the dispatcher runs.
func (d *desk) set(change func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change()
}

// counts are how often it was looked at since the last call, and what waits.
func (d *desk) counts() (leases, waiting int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	leases, d.leases = d.leases, 0
	return leases, len(d.due)
}

// driver is a function that sends.
type driver func(ctx context.Context, x notify.Delivery) notify.Outcome

func (f driver) Send(ctx context.Context, x notify.Delivery) notify.Outcome { return f(ctx, x) }

func delivers(context.Context, notify.Delivery) notify.Outcome {
	return notify.Outcome{Status: notify.Delivered}
}

// hangs until its time is up.
func hangs(ctx context.Context, _ notify.Delivery) notify.Outcome {
	<-ctx.Done()
	return notify.Outcome{Status: notify.Retry, Reason: "time is up"}
}

// bubble runs a dispatcher in fake time until the scenario ends.
func bubble(t *testing.T, drivers map[notify.Channel]notify.Driver, scenario func(t *testing.T, d *desk, run *notify.Dispatcher, log *bytes.Buffer)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d, log := &desk{}, &bytes.Buffer{}
		run := notify.NewDispatcher(d, d, func(c notify.Channel) notify.Driver {
			if drivers[c] == nil {
				return nil
			}
			return drivers[c]
		}, slog.New(slog.NewTextHandler(log, nil)), nil)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { run.Run(ctx); close(ended) }()
		synctest.Wait()
		scenario(t, d, run, log)
		stop()
		<-ended
	})
}

func wantTold(t *testing.T, d *desk, when string, want ...string) {
	t.Helper()
	synctest.Wait()
	if got := d.told(); !slices.Equal(got, want) {
		t.Errorf("%s the sink was told %q, want %q", when, got, want)
	}
}

func TestWhatIsKickedGoesOutAtOnce(t *testing.T) {
	bubble(t, map[notify.Channel]notify.Driver{notify.Push: driver(delivers)}, func(t *testing.T, d *desk, run *notify.Dispatcher, _ *bytes.Buffer) {
		d.add(notify.Push, "a")
		run.Kick()
		run.Kick()
		wantTold(t, d, "at once", "a#1 delivered ")
	})
}

func TestWhatIsDueLaterGoesOutThenAndTheQueueIsLookedAtEveryHalfMinute(t *testing.T) {
	bubble(t, map[notify.Channel]notify.Driver{notify.Push: driver(delivers)}, func(t *testing.T, d *desk, run *notify.Dispatcher, _ *bytes.Buffer) {
		d.set(func() { d.next = time.Now().Add(10 * time.Second) })
		run.Kick()
		synctest.Wait()
		time.Sleep(9 * time.Second)
		d.add(notify.Push, "a")
		wantTold(t, d, "a second too early")
		time.Sleep(time.Second)
		wantTold(t, d, "when it is due", "a#1 delivered ")
		d.set(func() { d.next = time.Time{} })
		d.counts()
		time.Sleep(10 * time.Minute)
		if looked, _ := d.counts(); looked < 19 || looked > 25 {
			t.Errorf("in ten idle minutes it looked %d times, want about 20", looked)
		}
	})
}

func TestACarrierThatHangsDelaysNobodyElse(t *testing.T) {
	drivers := map[notify.Channel]notify.Driver{notify.SMS: driver(hangs), notify.Push: driver(delivers)}
	bubble(t, drivers, func(t *testing.T, d *desk, run *notify.Dispatcher, _ *bytes.Buffer) {
		for i := range notify.PerChannel + 5 {
			d.add(notify.SMS, fmt.Sprintf("sms%03d", i))
		}
		run.Kick()
		synctest.Wait()
		d.add(notify.Push, "push")
		run.Kick()
		wantTold(t, d, "while every line of the other carrier hangs", "push#1 delivered ")
		_, waiting := d.counts()
		if waiting != 5 {
			t.Errorf("%d messages wait for room, want 5: no more than %d are under way at once", waiting, notify.PerChannel)
		}
		time.Sleep(time.Second)
		if looked, _ := d.counts(); looked > 25 {
			t.Errorf("it looked %d times in a second in which nothing could be done", looked)
		}
		time.Sleep(notify.SendTimeout)
		synctest.Wait()
		if _, waiting := d.counts(); len(d.told()) != 1+notify.PerChannel || waiting != 0 {
			t.Errorf("after the time-out %d were told and %d wait", len(d.told()), waiting)
		}
		time.Sleep(notify.SendTimeout)
		synctest.Wait()
		if len(d.told()) != 1+notify.PerChannel+5 {
			t.Errorf("in the end %d were told", len(d.told()))
		}
	})
}

func TestADriverThatPanicsIsARetryAndOthersGoOn(t *testing.T) {
	drivers := map[notify.Channel]notify.Driver{
		notify.SMS:  driver(func(context.Context, notify.Delivery) notify.Outcome { panic("index out of range") }),
		notify.Push: driver(delivers),
	}
	bubble(t, drivers, func(t *testing.T, d *desk, run *notify.Dispatcher, log *bytes.Buffer) {
		d.add(notify.SMS, "a")
		d.add(notify.Push, "b")
		run.Kick()
		wantTold(t, d, "at once", "a#1 retry internal error in the driver", "b#1 delivered ")
		if !strings.Contains(log.String(), "index out of range") {
			t.Error("the log does not say what it was")
		}
	})
}

// The engine counts on hearing of a method that is gone, each time.
func TestAMethodThatIsGoneFailsForGoodEveryTime(t *testing.T) {
	bubble(t, map[notify.Channel]notify.Driver{}, func(t *testing.T, d *desk, run *notify.Dispatcher, _ *bytes.Buffer) {
		var want []string
		for i := range 3 {
			d.add("", fmt.Sprint("gone", i))
			d.add("carrier pigeon", fmt.Sprint("pigeon", i))
			d.add(notify.SMS, fmt.Sprint("sms", i))
			run.Kick()
			synctest.Wait()
			want = append(want,
				fmt.Sprintf("gone%d#1 permanent the contact method no longer exists, or has a new address that nobody has confirmed", i),
				fmt.Sprintf("pigeon%d#1 permanent no carrier is set up for carrier pigeon: see settings in the configuration", i),
				fmt.Sprintf("sms%d#1 permanent no carrier is set up for sms: see settings in the configuration", i))
		}
		slices.Sort(want)
		wantTold(t, d, "in the end", want...)
	})
}

func TestAnOutcomeThatCanNotBeStoredIsKeptTrying(t *testing.T) {
	bubble(t, map[notify.Channel]notify.Driver{notify.Push: driver(delivers)}, func(t *testing.T, d *desk, run *notify.Dispatcher, log *bytes.Buffer) {
		d.set(func() { d.refuse = 5 })
		d.add(notify.Push, "a")
		run.Kick()
		wantTold(t, d, "while the store is full")
		time.Sleep(10 * time.Second)
		wantTold(t, d, "when there is room again", "a#1 delivered ")
		d.set(func() { d.refuse = 1000 })
		d.add(notify.Push, "b")
		run.Kick()
		time.Sleep(2 * time.Minute)
		wantTold(t, d, "after two minutes without room", "a#1 delivered ")
		if !strings.Contains(log.String(), "an outcome could not be stored") {
			t.Error("the log does not say that an outcome is lost")
		}
	})
}

func TestStoppingWaitsForWhatIsUnderWayAndReportsIt(t *testing.T) {
	slow := driver(func(ctx context.Context, _ notify.Delivery) notify.Outcome {
		select {
		case <-time.After(5 * time.Second):
			return notify.Outcome{Status: notify.Accepted}
		case <-ctx.Done():
			return notify.Outcome{Status: notify.Retry, Reason: "cut off"}
		}
	})
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		run := notify.NewDispatcher(d, d, func(notify.Channel) notify.Driver { return slow }, slog.New(slog.DiscardHandler), nil)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { run.Run(ctx); close(ended) }()
		d.add(notify.Push, "a")
		run.Kick()
		synctest.Wait()
		d.add(notify.Push, "late")
		stop()
		began := time.Now()
		<-ended
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("it stopped after %s", took)
		}
		wantTold(t, d, "after the stop", "a#1 accepted ")
	})
}

func TestAQueueThatFailsIsAskedAgainEachSecond(t *testing.T) {
	bubble(t, map[notify.Channel]notify.Driver{notify.Push: driver(delivers)}, func(t *testing.T, d *desk, run *notify.Dispatcher, log *bytes.Buffer) {
		d.set(func() { d.leaseErr = errors.New("the store is not available") })
		d.add(notify.Push, "a")
		run.Kick()
		time.Sleep(5 * time.Second)
		wantTold(t, d, "while the store is away")
		if !strings.Contains(log.String(), "the store is not available") {
			t.Error("the log does not say why")
		}
		d.set(func() { d.leaseErr = nil })
		time.Sleep(time.Second)
		wantTold(t, d, "a second after it is back", "a#1 delivered ")
	})
}

func TestOneAttemptIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		run := notify.NewDispatcher(d, d, func(notify.Channel) notify.Driver { return driver(hangs) }, slog.New(slog.DiscardHandler), nil)
		began := time.Now()
		o := run.Send(t.Context(), notify.Delivery{To: notify.Address{Channel: notify.SMS}})
		if took := time.Since(began); took != notify.SendTimeout || o.Status != notify.Retry {
			t.Errorf("after %s: %+v", took, o)
		}
	})
}

func TestMessagesToMethodsThatAreGoneNeverWaitForRoomHoweverManyEndTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		seen := map[notify.Channel]bool{}
		watch := &watchedDesk{desk: d, look: func(room map[notify.Channel]int) {
			for c := range room {
				seen[c] = true
			}
		}}
		dispatcher := notify.NewDispatcher(watch, d, func(notify.Channel) notify.Driver { return driver(delivers) }, slog.New(slog.DiscardHandler), nil)
		ctx, stop := context.WithCancel(t.Context())
		var done sync.WaitGroup
		done.Go(func() { dispatcher.Run(ctx) })
		for i := range 5 {
			d.add("", fmt.Sprint("gone", i, "a"), fmt.Sprint("gone", i, "b"), fmt.Sprint("gone", i, "c"))
			dispatcher.Kick()
			synctest.Wait()
		}
		stop()
		done.Wait()
		if n := len(d.told()); n != 15 {
			t.Errorf("%d of 15 were reported", n)
		}
		if seen[""] {
			t.Error("a channel that nobody serves was given room, and so can run out of it")
		}
	})
}

// watchedDesk shows the room it is asked with.
type watchedDesk struct {
	*desk
	look func(room map[notify.Channel]int)
}

func (w *watchedDesk) Lease(ctx context.Context, room map[notify.Channel]int) ([]notify.Delivery, time.Time, error) {
	w.look(room)
	return w.desk.Lease(ctx, room)
}
