package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web/mailgate"
	mailread "wakeman/web/mailgate/reading"
	"wakeman/web/ui/view"
)

// Bounds on what is read again for one page.
const (
	maxPastMails      = 50
	maxPastMailBytes  = 8 << 20
	maxPastMailEvents = 5 // of one mail that are shown
	maxPastedMail     = 64 << 10
)

// pastMail is a mail of the event log, read as the shipped readers do; gone says why
// it is not.
type pastMail struct {
	engine.PostRow
	mail mailgate.Mail
	gone string
}

// lastMails are the last mails that came for an integration, newest first.
func (u *ui) lastMails(integration string) (list []pastMail, err error) {
	bytes := 0
	for looked, before := 0, uint64(0); looked < maxPostsRead && len(list) < maxPastMails; looked += eventsPage {
		posts, next, err := u.Store.Posts(store.PostQuery{Integration: integration, Before: before, Limit: eventsPage})
		if err != nil {
			return nil, err
		}
		for _, row := range posts {
			if row.Via != viaMail || len(list) == maxPastMails {
				continue
			}
			m := pastMail{PostRow: row, gone: "It is too large to be read again here."}
			if bytes += row.Bytes; bytes <= maxPastMailBytes {
				if m, err = u.pastMail(row.Seq); err != nil {
					return nil, err
				}
			}
			list = append(list, m)
		}
		if before = next; next == 0 {
			break
		}
	}
	return list, nil
}

func (u *ui) pastMail(seq uint64) (pastMail, error) {
	p, kept, found, err := u.Store.Post(seq)
	if err != nil || !found || !kept {
		return pastMail{PostRow: p, gone: "The mail is kept no longer."}, err
	}
	return pastMail{PostRow: p, mail: mailOf(p.Raw)}, nil
}

// mailOf reads a mail as the gateway did when it came, but for the rules.
func mailOf(raw engine.Raw) mailgate.Mail {
	env := mailgate.Envelope{From: strings.Trim(raw.Header["MAIL FROM"], "<>"), Helo: raw.Header["HELO"], Remote: raw.Remote}
	return mailgate.Parse(raw.Body, env).Read(mailread.Shipped())
}

// events are those of a mail as it would be read now by an integration.
func (m pastMail) events(in engine.Integration) (events []engine.Event, by string) {
	local, _, _ := strings.Cut(m.Raw.Path, "@")
	_, suffix, _ := strings.Cut(local, "+")
	read := m.mail.ByRules(in.MailRules)
	return read.Judged(in.Mail, m.Raw, read.Events(in.Key, suffix, m.Raw.Path)), read.ReadBy()
}

// mailPast sets what mails became beside what they would become by an integration's
// rules, and says what would have come of them all together.
func mailPast(in engine.Integration, mails []pastMail) (past view.MailPast) {
	open, tally := map[string]bool{}, map[string]int{}
	changed := 0
	for _, m := range slices.Backward(mails) { // as they came
		row := view.MailPastRow{Event: strconv.FormatUint(m.Seq, 10), At: m.At, Gone: m.gone}
		for _, ev := range m.Events[:min(len(m.Events), maxPastMailEvents)] {
			row.Was = append(row.Was, mailWas(ev))
		}
		if m.gone == "" {
			events, by := m.events(in)
			row.Changed = readOtherwise(m.Events, events)
			for i, ev := range events {
				e := mailWould(ev, by)
				if e.Then = mailFollow(open, tally, ev); i < maxPastMailEvents {
					row.Is = append(row.Is, e)
				}
			}
			if more := len(events) - len(row.Is); more > 0 {
				last := &row.Is[len(row.Is)-1]
				last.Notes = append(last.Notes, fmt.Sprintf("It tells of %d further things.", more))
			}
		}
		if row.Changed {
			changed++
		}
		past.Rows = append(past.Rows, row)
	}
	slices.Reverse(past.Rows)
	past.Summary = mailTally(tally, changed)
	return past
}

func mailWas(ev engine.EventRow) view.MailEvent {
	return view.MailEvent{
		Outcome: outcomeOf(ev), State: mailState(ev.Action), Summary: cut(ev.Summary, 200), Key: shownKey(orElse(ev.SentKey, ev.Key)),
		Source: cut(ev.Source, 100), Severity: string(ev.Severity),
	}
}

func mailWould(ev engine.Event, by string) view.MailEvent {
	return view.MailEvent{
		State: mailState(ev.Action), By: by, Summary: cut(ev.Summary, 200), Key: shownKey(ev.Key), Source: cut(ev.Source, 100), Severity: string(ev.Severity),
		Then: mailAsks(ev),
	}
}

// shownKey hides a key that is a hash: it says nothing to people.
func shownKey(key string) string {
	if len(key) > 40 && !strings.ContainsAny(key, " ;./-") {
		return ""
	}
	return cut(key, 100)
}

func mailState(a engine.Action) view.State {
	switch a {
	case engine.Trigger:
		return view.Triggered
	case engine.Acknowledge:
		return view.Acknowledged
	case engine.Resolve:
		return view.Resolved
	}
	return view.Quiet
}

// readOtherwise tells whether a mail's events are others than they were.
func readOtherwise(was []engine.EventRow, is []engine.Event) bool {
	return !slices.EqualFunc(was, is, func(a engine.EventRow, b engine.Event) bool {
		if b.Unsure && a.Action == engine.Trigger {
			b = b.Trouble()
		}
		sameKey := b.Key == "" || orElse(a.SentKey, a.Key) == b.Key // without one, it has got one
		return a.Action == b.Action && sameKey && a.Source == b.Source && a.Summary == b.Summary
	})
}

// mailFollow says what would become of an event if nothing had come before the mails
// that are looked at, and counts it.
func mailFollow(open map[string]bool, tally map[string]int, ev engine.Event) string {
	count := func(kind, words string) string {
		tally[kind]++
		return words
	}
	if ev.Unsure && !open[ev.Key] {
		ev = ev.Trouble()
	}
	switch {
	case ev.Quarantine != "":
		return count("waiting in quarantine", "Waits in quarantine")
	case ev.Test || ev.Action == engine.Change:
		return count("kept without effect", mailAsks(ev))
	case ev.Action == engine.Trigger && open[ev.Key]:
		return count("joining an open one", "Joins an open incident")
	case ev.Action == engine.Trigger:
		open[ev.Key] = ev.Key != ""
		return count("opening an incident", "Opens an incident")
	case !open[ev.Key]:
		return count("about nothing that is open", "Is about nothing that is open")
	case ev.Action == engine.Resolve:
		delete(open, ev.Key)
		return count("resolving one", "Resolves it")
	}
	return count("acknowledging one", "Acknowledges it")
}

// mailAsks says what an event asks for.
func mailAsks(ev engine.Event) string {
	switch {
	case ev.Quarantine != "":
		return "Waits in quarantine"
	case ev.Test:
		return "Kept, pages nobody"
	case ev.Unsure:
		return "It is over, if that is open; else a problem"
	case ev.Action == engine.Change:
		return "Only kept"
	case ev.Action == engine.Resolve:
		return "It is over"
	case ev.Action == engine.Acknowledge:
		return "Somebody has it"
	}
	return "A problem"
}

func mailTally(tally map[string]int, changed int) string {
	var said []string
	for _, kind := range []string{"opening an incident", "joining an open one", "acknowledging one", "resolving one", "about nothing that is open", "waiting in quarantine", "kept without effect"} {
		if n := tally[kind]; n > 0 {
			said = append(said, fmt.Sprintf("%d %s", n, kind))
		}
	}
	if len(said) == 0 {
		return ""
	}
	text := "Read again: " + strings.Join(said, ", ") + "."
	if changed == 0 {
		return text + " None would be read otherwise than it was."
	}
	return text + fmt.Sprintf(" Read otherwise than they were, and marked: %d.", changed)
}
