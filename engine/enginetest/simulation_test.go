package enginetest_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/cryptotest"
	"time"

	"wakeman/engine"
	"wakeman/engine/enginetest"
	"wakeman/notify"
	"wakeman/store"
)

var (
	simSeeds = flag.Int("sim.seeds", 40, "how many seeds to run")
	simSteps = flag.Int("sim.steps", 80, "how many steps each")
	simSeed  = flag.Uint64("sim.seed", 0, "run this seed only, and tell the story")
)

const keptSeeds = "testdata/seeds.txt"

// A random night, many times over: hooks that repeat themselves, come late or in
// the wrong order; carriers that refuse, hang, or take a message and never say
// so; people who acknowledge, snooze, reopen and click old links; people who
// leave and schedules that run empty; clocks that are stepped; crashes at any
// moment. After each step the laws of invariant.go hold, and the model agrees.
//
// Seeds that ever failed are kept in testdata/seeds.txt and always run.
func TestSimulation(t *testing.T) {
	if *simSeed != 0 {
		simulate(t, *simSeed, *simSteps)
		return
	}
	seeds := kept(t)
	for i := range *simSeeds {
		seeds = append(seeds, uint64(i+1))
	}
	for _, seed := range seeds {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) { simulate(t, seed, *simSteps) })
	}
}

func kept(t *testing.T) (seeds []uint64) {
	t.Helper()
	text, err := os.ReadFile(keptSeeds)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		seed, err := strconv.ParseUint(line, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		seeds = append(seeds, seed)
	}
	return seeds
}

func keep(t *testing.T, seed uint64, err error) {
	t.Helper()
	if slices.Contains(kept(t), seed) {
		return
	}
	f, openErr := os.OpenFile(keptSeeds, os.O_APPEND|os.O_WRONLY, 0o644)
	if openErr != nil {
		t.Fatal(openErr)
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	_, writeErr := fmt.Fprintf(f, "%d # %s\n", seed, first)
	if err := errors.Join(writeErr, f.Close()); err != nil {
		t.Fatal(err)
	}
}

func simulate(t *testing.T, seed uint64, steps int) {
	cryptotest.SetGlobalRandom(t, seed)
	s := newSimulation(t, seed)
	err := s.run(steps)
	if err == nil {
		return
	}
	keep(t, seed, err)
	t.Errorf("seed %d: %v\nthe last of what happened:\n%s\nall of it: go test ./engine/enginetest -run Simulation -sim.seed=%d -sim.steps=%d -v",
		seed, err, s.story.last(), seed, steps)
}

// story keeps what happened.
type story struct {
	lines []string
	all   io.Writer
}

func (s *story) add(at time.Time, format string, args ...any) {
	line := at.Format("15:04:05.0 ") + fmt.Sprintf(format, args...)
	if s.all != nil {
		fmt.Fprintln(s.all, line)
	}
	s.lines = append(s.lines, line)
}

func (s *story) last() string {
	return strings.Join(s.lines[max(0, len(s.lines)-25):], "\n")
}

// simulation is one seed under way.
type simulation struct {
	*enginetest.World
	t     *testing.T
	ctx   context.Context
	rng   *rand.Rand
	seed  uint64
	db    *store.DB
	dir   string
	model *enginetest.Model
	held  *ledger // in place of the model, of a night with suppressing rules
	story story

	pending  []late                 // hooks on their way
	carriers map[string]carrierMood // by user and channel
	messages []notify.Delivery      // sent, for links to click on
	acks     map[uint64][]string    // who had acknowledged, before the last commit
	assigned map[uint64][]string    // by hand
	pages    map[uint64]uint64      // last page of an incident that was looked at
	touched  map[uint64]bool        // since the last check
	lost     bool                   // outcomes are no longer recorded: a crash is coming
	failure  error                  // found inside a callback

	unknown map[string]bool         // person and method of messages whose outcome was not recorded
	taken   map[engine.PageKey]bool // pages that a carrier may have taken
}

// late is a post that the network keeps for a while.
type late struct {
	at     time.Time
	door   string
	events []engine.Event
}

type carrierMood struct {
	name   string
	answer enginetest.Answer
}

func newSimulation(t *testing.T, seed uint64) *simulation {
	s := &simulation{
		World: &enginetest.World{}, t: t, ctx: t.Context(), rng: rand.New(rand.NewPCG(seed, 17)), seed: seed, dir: t.TempDir(),
		carriers: map[string]carrierMood{}, acks: map[uint64][]string{}, assigned: map[uint64][]string{}, pages: map[uint64]uint64{},
		touched: map[uint64]bool{}, unknown: map[string]bool{}, taken: map[engine.PageKey]bool{},
	}
	if *simSeed != 0 {
		s.story.all = t.Output()
	}
	s.SetNow(time.Date(2026, 3, 2, 20, 0, 0, 0, time.UTC))
	s.Carrier, s.Sending, s.Committed, s.Settled = s.carrier, s.sending, s.committed, s.settled
	s.open()
	config := drawConfig(s.rng)
	s.configure(func(c *engine.Config) { *c = *config })
	s.model = enginetest.NewModel(servicesByIntegration(config), config.Settings.StaleAfter)
	return s
}

func servicesByIntegration(c *engine.Config) map[string]engine.Service {
	services := map[string]engine.Service{}
	for id, in := range c.Integrations {
		services[id] = c.Services[in.Service]
	}
	return services
}

func (s *simulation) open() {
	var err error
	s.db, err = store.Open(s.ctx, store.Options{Dir: s.dir, Ballast: -1, NoSync: true, Now: s.Now})
	if err != nil {
		s.t.Fatal(err)
	}
	s.Start(s.db)
}

func (s *simulation) configure(change func(*engine.Config)) {
	err := s.db.Configure(s.ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		next := cloneConfig(old)
		change(next)
		return next, []engine.AuditRow{{Actor: engine.System(), Action: "config.change", Object: "simulation"}}, nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *simulation) run(steps int) error {
	for range steps {
		if err := s.step(); err != nil {
			return err
		}
	}
	s.quietDown()
	if err := s.pass(6 * time.Hour); err != nil {
		return err
	}
	return s.finalCheck()
}

func (s *simulation) step() error {
	if err := s.one(); err != nil {
		return err
	}
	if s.lost {
		s.crash()
	}
	if err := s.settleAll(); err != nil {
		return err
	}
	return s.checkTouched()
}

func (s *simulation) settleAll() error {
	err := s.Settle(s.ctx)
	if s.lost {
		s.crash()
		err = errors.Join(err, s.Settle(s.ctx))
	}
	return errors.Join(err, s.failure)
}

// pass lets time pass; hooks that were on their way arrive.
func (s *simulation) pass(d time.Duration) error {
	until := s.Now().Add(d)
	for {
		slices.SortStableFunc(s.pending, func(a, b late) int { return a.at.Compare(b.at) })
		if len(s.pending) == 0 || s.pending[0].at.After(until) {
			return errors.Join(s.Pass(s.ctx, until), s.failure)
		}
		next := s.pending[0]
		s.pending = s.pending[1:]
		if err := errors.Join(s.Pass(s.ctx, next.at), s.failure); err != nil {
			return err
		}
		if err := s.submit(next.door, next.events); err != nil {
			return err
		}
	}
}

func (s *simulation) submit(door string, events []engine.Event) error {
	if s.held != nil {
		return s.submitHeld(door, events)
	}
	r, err := s.Engine.Submit(s.ctx, engine.Post{Key: door + "-key", Via: "events_api_v2", Events: events, Raw: engine.Raw{Body: []byte("{}")}})
	if err != nil {
		return fmt.Errorf("submit: %w", err)
	}
	for i, ev := range events {
		v := r.Verdicts[i]
		s.story.add(s.Now(), "EVENT %s %s %s %s: %s #%d", door, ev.Action, ev.Key, ev.Severity, v.Fate, v.Incident)
		if err := s.model.Event(door, ev, v, s.Now()); err != nil {
			return err
		}
	}
	row, _, found, err := s.db.Post(r.Seq)
	if err != nil || !found {
		return fmt.Errorf("post %d is not in the event log: %w", r.Seq, err)
	}
	return enginetest.OneFate(row, r)
}

// crash goes on with a copy of the file as of the last commit. What was under
// way is lost.
func (s *simulation) crash() {
	for _, m := range s.UnderWay() {
		s.handedOver(m)
	}
	dir := s.t.TempDir()
	copyFile(s.t, filepath.Join(s.dir, store.FileName), filepath.Join(dir, store.FileName))
	if err := s.db.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.dir, s.lost = dir, false
	s.open()
	s.fail(s.onePerMethod())
	uncertain, err := s.Recover(s.ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	s.story.add(s.Now(), "CRASH, %d messages may have been sent", uncertain)
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(out, in)
	if err := errors.Join(err, in.Close(), out.Close()); err != nil {
		t.Fatal(err)
	}
}
