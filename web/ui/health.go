package ui

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// healthShow says how the box itself does.
func (u *ui) healthShow(w http.ResponseWriter, r *http.Request) {
	v := view.HealthPage{Started: u.Started}
	var err error
	if v.Checks, err = u.checks(r); err != nil {
		u.fail(w, r, err)
		return
	}
	if v.Refusals, err = u.refusals(); err != nil {
		u.fail(w, r, err)
		return
	}
	if v.Hold, err = u.hold(r); err != nil {
		u.fail(w, r, err)
		return
	}
	sent, err := u.Store.Deliveries(time.Time{}, 100)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	v.Carriers = carrierStates(sent)
	v.Facts = append(v.Facts, view.Field{Name: "Version", Value: u.Version})
	if u.Facts != nil && viewer(who(r)).CanAdmin {
		v.Facts = append(v.Facts, u.Facts()...)
	}
	p := u.page(r)
	p.Notice = takeNotice(w, r)
	u.draw(w, r, http.StatusOK, view.Health(p, v))
}

func (u *ui) checks(r *http.Request) ([]view.Check, error) {
	health := u.Store.Health()
	timers, pages, deliveries, err := u.Store.QueueDepth()
	if err != nil {
		return nil, err
	}
	checks := []view.Check{
		storeCheck(health), roomCheck(health), u.tickCheck(),
		{Name: "Queue", Level: view.Good, Words: fmt.Sprintf("Timers set: %d. Pages due or planned: %d. Messages on their way: %d.", timers, pages, deliveries)},
		u.addressCheck(r),
	}
	damaged, err := u.damageCheck()
	if err != nil {
		return nil, err
	}
	checks = append(checks, damaged...)
	checks = append(checks, u.certificateCheck()...)
	checks = append(checks, u.proxyCheck(viewer(who(r)).CanAdmin)...)
	ready, err := u.readinessCheck()
	heard, silent := u.heardCheck()
	checks = append(checks, u.peopleCheck(), heard, ready, u.backupCheck(), u.auditCheck(), u.heartbeatCheck())
	checks = append(checks, u.shippingCheck()...)
	checks = append(checks, u.feedCheck(r)...)
	if viewer(who(r)).CanAdmin {
		checks = append(checks, u.keysCheck()...)
	}
	if err = errors.Join(err, silent); err != nil {
		return checks, err
	}
	secrets, err := u.Store.Secrets()
	return append(checks, secretsCheck(secrets, viewer(who(r)).CanAdmin)), err
}

func (u *ui) auditCheck() view.Check {
	c := view.Check{Name: "Audit log", Level: view.Good, Words: "Verified every night: no line was changed or removed."}
	if u.AuditCheck == nil {
		c.Words = "It is verified by wakeman audit verify only."
		return c
	}
	at, problem := u.AuditCheck()
	c.At = at
	switch {
	case problem != "":
		c.Level, c.Words = view.Bad, "The audit log is not what it was: "+sentence(problem)+" Somebody may have changed it: compare it with the ends that were sent off the box (wakeman audit verify --heads)."
	case at.IsZero():
		c.Words = "It is verified every night, for the first time within the hour."
	}
	return c
}

func (u *ui) backupCheck() view.Check {
	c := view.Check{Name: "Backup", Level: view.Good}
	if u.Demo {
		c.Words = "This is a demo: nothing is kept."
		return c
	}
	b := u.Upkeep.Health()
	c.At, c.Path, c.More = b.Last, view.PathSettingsBackups, "Backups"
	switch {
	case !b.On():
		c.Level, c.Words = view.Warning, "No backup is made by itself: nobody has named a directory."
	case b.Failure != "":
		c.Level, c.Words = view.Bad, "The last backup failed: "+sentence(b.Failure)
	case b.Late(u.Now(), u.Started):
		c.Level, c.Words = view.Bad, "There has been no backup for too long: the newest is older than it should be."
	case b.SameDisk:
		c.Level, c.Words = view.Warning, "Made every "+everyWords(b.Settings.Every)+", on the same file system as the store: a disk that breaks takes both."
	case b.Last.IsZero():
		c.Words = "The first backup is made within the hour."
	default:
		c.Words = "Made every " + everyWords(b.Settings.Every) + ", and verified."
	}
	return c
}

// damageCheck names what was set aside; nothing while there is nothing.
func (u *ui) damageCheck() ([]view.Check, error) {
	list, err := u.Store.Damages()
	if err != nil || len(list) == 0 {
		return nil, err
	}
	c := view.Check{Name: "Damaged records", Level: view.Bad}
	const most = 10
	var words []string
	for _, d := range list[:min(len(list), most)] {
		words = append(words, sentence(d.What()+": "+d.Problem)+" "+d.Outcome)
		if d.At.After(c.At) {
			c.At = d.At
		}
	}
	if more := len(list) - most; more > 0 {
		words = append(words, fmt.Sprintf("And %d more.", more))
	}
	c.Words = strings.Join(words, " ") + " Everything else goes on. Look after the disk, and make a backup now."
	return []view.Check{c}, nil
}

func storeCheck(h store.Health) view.Check {
	c := view.Check{Name: "Store", Level: view.Good, Words: "Every change is on disk before it is answered.", At: h.LastCommit}
	switch {
	case h.Failed != nil:
		c.Level, c.Words = view.Bad, h.Failed.Error()+". Wakeman stops, and reads on start what is really there."
	case h.Trouble != nil:
		c.Level, c.Words = view.Bad, "Something could not be stored ("+h.Trouble.Error()+"): restore a backup if it goes on."
	case h.Full:
		c.Level, c.Words = view.Bad, "Full ("+h.FullReason+"): events are refused with 503 and their senders try again. Make room on the disk or raise --max-size; it goes on by itself."
	}
	return c
}

func roomCheck(h store.Health) view.Check {
	c := view.Check{Name: "Room", Level: view.Good, Words: fmt.Sprintf("The store has %s; %s are free on the disk.", inBytes(h.FileSize), inBytes(h.DiskFree))}
	switch {
	case h.DiskFree >= 0 && h.DiskFree < 256<<20:
		c.Level, c.Words = view.Bad, c.Words+" That is little: events will be refused when it is gone."
	case h.DiskFree >= 0 && h.DiskFree < 1<<30:
		c.Level, c.Words = view.Warning, c.Words+" Make room soon."
	}
	return c
}

func inBytes(n int64) string {
	switch {
	case n < 0:
		return "an unknown amount"
	case n < 1<<20:
		return strconv.FormatInt(n>>10, 10) + " KiB"
	case n < 10<<30:
		return strconv.FormatInt(n>>20, 10) + " MiB"
	}
	return strconv.FormatInt(n>>30, 10) + " GiB"
}

func (u *ui) tickCheck() view.Check {
	last := u.lastTick()
	c := view.Check{Name: "Escalation", Level: view.Good, Words: "Timers are looked at every second.", At: last}
	if u.Now().Sub(last) > time.Minute {
		c.Level, c.Words = view.Bad, "No tick has completed for over a minute: nothing escalates. The watchdog should have restarted Wakeman; restart it."
	}
	return c
}

func (u *ui) addressCheck(r *http.Request) view.Check {
	c := view.Check{Name: "Address", Level: view.Good, Words: "Links in pages lead to " + u.base() + "."}
	switch {
	case u.base() == "":
		c.Level, c.Words = view.Bad, "No public address is set, so pages carry no link to acknowledge with. Set settings.public_url, or start with --public-url."
	case !auth.ClientOf(r).TLS:
		c.Level, c.Words = view.Warning, c.Words+" You read this without TLS: passwords cross the network as they are. See --tls."
	}
	return c
}

// proxyCheck warns of a proxy that nobody listed; nothing while there is none.
// Only admins see its address.
func (u *ui) proxyCheck(admin bool) []view.Check {
	list := u.Upkeep.Reach().UnlistedProxies
	if len(list) == 0 {
		return nil
	}
	c := view.Check{Name: "Proxy", Level: view.Warning, Words: "Requests come through a proxy that is not listed: everybody behind it counts as one address, and ten wrong passwords of anybody keep all of them from signing in."}
	var flags []string
	for _, p := range list {
		flags = append(flags, "--trusted-proxy "+p.Network.String())
		if p.At.After(c.At) {
			c.At = p.At
		}
	}
	if admin {
		c.Words += " If it is yours, start Wakeman with " + strings.Join(flags, " ") + "; if not, look who sends X-Forwarded-For from there."
		c.Path, c.More = view.PathSettingsReached, "How it is reached"
	}
	return []view.Check{c}
}

// peopleCheck says who could not be paged.
func (u *ui) peopleCheck() view.Check {
	cfg := u.Store.Config()
	var problems []string
	for _, p := range cfg.PoliciesByName() {
		if problem := onCallPolicy(cfg, p, "", u.Now()).Problem; problem != "" && cfg.InUse(p.ID) {
			problems = append(problems, p.Name+": "+problem)
		}
	}
	if len(problems) > 0 {
		return view.Check{Name: "People", Level: view.Bad, Words: strings.Join(problems, " ")}
	}
	return view.Check{Name: "People", Level: view.Good, Words: "Every policy in use reaches somebody now."}
}

func (u *ui) refusals() ([]view.Refusal, error) {
	rows, err := u.Store.Refusals()
	list := make([]view.Refusal, 0, len(rows))
	for _, row := range rows {
		list = append(list, view.Refusal{
			At: row.LastAt, From: row.Remote, What: orElse(row.Hint, row.Door), Answer: row.Door, Why: sentence(row.Reason), Count: int(row.Count),
		})
	}
	sortRefusals(list)
	return list[:min(len(list), 100)], err
}

// hold is why a restored box does not page, and what it would do.
func (u *ui) hold(r *http.Request) (*view.Hold, error) {
	reason, held := u.Store.Hold()
	if !held {
		return nil, nil
	}
	open, _, err := u.Store.OpenCounts()
	return &view.Hold{Since: u.Store.HeldSince(), Reason: sentence(reason), Open: open, Can: viewer(who(r)).CanAdmin}, err
}

// pagingConfirm asks before a restored box pages.
func (u *ui) pagingConfirm(w http.ResponseWriter, r *http.Request) {
	if _, held := u.Store.Hold(); !held {
		u.fail(w, r, pagesAlready())
		return
	}
	open, _, err := u.Store.OpenCounts()
	if err != nil {
		u.fail(w, r, err)
		return
	}
	who, err := u.Store.Returned()
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.draw(w, r, http.StatusOK, view.Confirm(u.page(r), view.ConfirmPage{
		Title: "Start paging?", Text: "Do this only when the box that this data came from is off: two boxes would page the same people.",
		Effects:  append([]string{triggeredWords(open)}, returnedWords(who)...),
		PostPath: view.PathStartPaging, Yes: "Start paging", NoPath: view.PathHealth,
	}))
}

func (u *ui) pagingStart(w http.ResponseWriter, r *http.Request) {
	if _, held := u.Store.Hold(); !held {
		u.fail(w, r, pagesAlready())
		return
	}
	if err := u.Release(r.Context(), who(r).Actor("ui")); err != nil {
		u.fail(w, r, err)
		return
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: "This box pages again."}, view.PathHealth)
}

// returnedWords say who may come in by what was taken from them since the backup.
func returnedWords(who store.Returned) (words []string) {
	if len(who.People) > 0 {
		words = append(words, "These people can sign in, with the passwords of then; remove who has left since: "+strings.Join(who.People, "; ")+".")
	}
	if len(who.Keys) > 0 {
		words = append(words, "These keys work again; revoke what was revoked since: "+strings.Join(who.Keys, "; ")+".")
	}
	return words
}

func pagesAlready() error { return engine.Fail(engine.Conflict, "this box pages already") }

// triggeredWords says what starting does at once.
func triggeredWords(n int) string {
	switch n {
	case 0:
		return "Nothing is triggered now: nobody is paged at once."
	case 1:
		return "1 triggered incident pages whoever is on call now."
	}
	return strconv.Itoa(n) + " triggered incidents page whoever is on call now."
}
