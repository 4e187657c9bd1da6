package certificate

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

const (
	// tryAgain is when a name is begun anew that has no certificate. The library
	// tries again by itself, less and less often; but it gives up for good when
	// its directory cannot be written, and that may be mended meanwhile.
	tryAgain = 24 * time.Hour
	// probeEvery and probes are how a server is waited for that cannot be reached
	// at all. After a power cut this box is up before the router is: the library
	// alone would then wait a minute, two, five … for nothing.
	probeEvery = 5 * time.Second
	probes     = 12
)

// Run asks for certificates and renews them until ctx ends.
func (a *ACME) Run(ctx context.Context) {
	defer a.cache.Stop()
	var standIn sync.WaitGroup
	defer standIn.Wait()
	standIn.Go(func() { a.instead.Run(ctx) })
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	begun := map[string]attempt{}
	for {
		a.manage(ctx, begun, time.Now())
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// attempt is a name that the library takes care of.
type attempt struct {
	at   time.Time
	stop context.CancelFunc
}

// manage hands over the names that are new, and those that got stuck.
func (a *ACME) manage(ctx context.Context, begun map[string]attempt, now time.Time) {
	if a.broken != nil || ctx.Err() != nil {
		return
	}
	for _, name := range a.wanted() {
		was, known := begun[name]
		if _, there := a.newest(name); known && (there || now.Sub(was.at) < tryAgain) {
			continue
		}
		if known {
			was.stop()
		}
		one, stop := context.WithCancel(ctx)
		begun[name] = attempt{now, stop}
		if err := a.config.ManageAsync(one, []string{name}); err != nil {
			a.note(name, err)
		}
	}
}

// event is what the library tells of its work.
func (a *ACME) event(ctx context.Context, event string, data map[string]any) error {
	name, _ := data["identifier"].(string)
	switch event {
	case "cert_obtaining":
		return a.reach(ctx, name)
	case "cert_obtained":
		a.o.Log.Info("the ACME server has made a certificate", "name", name)
		a.note(name, nil)
	case "cert_failed":
		err, _ := data["error"].(error)
		a.o.Log.Error("the ACME server has made no certificate; it is asked again", "name", name, "err", err)
		a.note(name, err)
	}
	return nil
}

func (a *ACME) note(name string, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.failed[name] = err
}

// reach waits until the server answers at all.
func (a *ACME) reach(ctx context.Context, name string) error {
	var err error
	for i := range probes {
		if err = a.ping(ctx); err == nil {
			return nil
		}
		err = fmt.Errorf("the server does not answer: %w", err)
		if i == 0 {
			a.o.Log.Warn("the ACME server does not answer; it is asked again", "err", err)
		}
		a.note(name, err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(probeEvery):
		}
	}
	return err
}

func (a *ACME) ping(ctx context.Context) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, a.o.Directory, nil)
	if err != nil {
		return err
	}
	res, err := a.probe.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // nothing is read
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", a.o.Directory, res.Status)
	}
	return nil
}

// State says which certificate ends first, or which one is missing.
func (a *ACME) State() State {
	wanted := a.wanted()
	a.mu.Lock()
	failed := make(map[string]error, len(wanted))
	for _, name := range wanted {
		failed[name] = a.failed[name]
	}
	a.mu.Unlock()
	if a.broken != nil || len(wanted) == 0 {
		return a.standIn("", a.broken)
	}
	var s State
	for _, name := range wanted {
		c, there := a.newest(name)
		if !there {
			return a.standIn(name, failed[name])
		}
		if one := described(ModeACME, c.Leaf); s.Ends.IsZero() || one.Ends.Before(s.Ends) {
			one.Names, s = append(s.Names, one.Names...), one
		} else {
			s.Names = append(s.Names, one.Names...)
		}
		if err := failed[name]; err != nil {
			s.Problem = "The certificate for " + name + " was not renewed, and is asked for again: " + short(err) + "."
		}
	}
	slices.Sort(s.Names)
	s.Names = slices.Compact(s.Names)
	return s
}

// standIn is the state while a certificate is missing.
func (a *ACME) standIn(name string, err error) State {
	s := a.instead.State()
	s.Mode, s.Fallback = ModeACME, true
	switch {
	case name == "" && err == nil:
		s.Problem = "There is no name to ask the ACME server for: set the public address, or start with --tls-name."
	case name == "":
		s.Problem = "The ACME server is not asked: " + short(err) + "."
	case err != nil:
		s.Problem = "There is no certificate for " + name + " yet, and it is asked for again: " + short(err) + "."
	default:
		s.Problem = "There is no certificate for " + name + " yet: the ACME server is being asked."
	}
	return s
}

// short bounds what a server says.
func short(err error) string {
	text := []rune(err.Error())
	if len(text) > 300 {
		return string(text[:300]) + "…"
	}
	return string(text)
}
