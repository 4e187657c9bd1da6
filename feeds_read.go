package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"wakeman/engine"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/schedules/ical"
)

// The window that feeds are read for.
const (
	feedMonthsBack  = 1
	feedMonthsAhead = 18
	maxFedEntries   = 500 // of one feed: a person is not away more often
)

// fed is what was read from one feed.
type fed struct {
	owner    engine.FeedOwner
	of       string         // see feedOf
	zone     *time.Location // of whose it is
	now      time.Time
	absences []schedules.Absence
	holidays []schedules.Holiday
	dates    map[civil.Date]bool // of the holidays
	toCome   int
	empty    bool // it has no event at all, not even one that is over
	leftOut  []ical.LeftOut
	guesses  []ical.Guess
}

// parse reads the text on the clock of whose it is.
func (x *fed) parse(ctx context.Context, text []byte) error {
	entries, err := ical.Read(ctx, text, ical.Options{
		Zone: x.zone, From: x.now.AddDate(0, -feedMonthsBack, 0), To: x.now.AddDate(0, feedMonthsAhead, 0),
		LeftOut: func(e ical.LeftOut) { x.leftOut = append(x.leftOut, e) },
		Guessed: func(g ical.Guess) { x.guesses = append(x.guesses, g) },
	})
	if err != nil {
		return err
	}
	x.empty = !bytes.Contains(bytes.ToUpper(text), []byte("BEGIN:VEVENT"))
	if x.owner.User != "" {
		x.absencesOf(entries)
	} else {
		x.holidaysOf(entries)
	}
	if max(len(x.absences), len(x.holidays)) > maxFedEntries {
		return &ical.SyntaxError{Why: "it has more than " + strconv.Itoa(maxFedEntries) + " entries: is it the right calendar?"}
	}
	return nil
}

// mostTold is how much of the same kind is told of one feed.
const mostTold = 5

// guessedWords says which time zones are not known.
func (x *fed) guessedWords() string {
	var words []string
	for _, g := range x.guesses[:min(len(x.guesses), mostTold)] {
		sentence := g.String()
		words = append(words, strings.ToUpper(sentence[:1])+sentence[1:]+".")
	}
	return strings.Join(andMore(words, len(x.guesses)), " ")
}

// andMore counts what was not told.
func andMore(words []string, all int) []string {
	if more := all - len(words); more > 0 {
		words = append(words, "And "+strconv.Itoa(more)+" more.")
	}
	return words
}

// leftOutWords says which events were left out, and why. Titles of what is somebody's own stay where they are.
func (x *fed) leftOutWords() string {
	var words []string
	for _, e := range x.leftOut[:min(len(x.leftOut), mostTold)] {
		name := "The event"
		if summary := title(e.Summary); summary != "" && x.owner.User == "" {
			name = "“" + summary + "”"
		}
		words = append(words, name+" that begins "+e.Start.In(x.zone).Format("Mon 2 Jan 2006 15:04")+" ("+e.Err.Error()+").")
	}
	return strings.Join(andMore(words, len(x.leftOut)), " ")
}

// absencesOf takes what makes somebody busy. Its title stays where it is: what a
// doctor's appointment is called is nobody's business here.
func (x *fed) absencesOf(entries []ical.Entry) {
	seen := map[string]int{}
	for _, e := range entries {
		id := fedID(x.owner.ID, e)
		if e.Free {
			continue
		}
		if i, known := seen[id]; known { // they have no UID, or the same
			if e.End.After(x.absences[i].End) {
				x.absences[i].End = e.End
			}
			continue
		}
		seen[id] = len(x.absences)
		x.absences = append(x.absences, schedules.Absence{ID: id, User: x.owner.User, Start: e.Start, End: e.End})
	}
	for _, a := range x.absences {
		if a.End.After(x.now) {
			x.toCome++
		}
	}
}

// fedID names an absence by its event, so that it is known again when its times
// are moved; recurrences by their begin.
func fedID(feed string, e ical.Entry) string {
	sum := sha256.Sum256([]byte(feed + "\x00" + e.UID + "\x00" + strconv.FormatInt(e.Start.Unix(), 10)))
	return hex.EncodeToString(sum[:10])
}

// holidaysOf takes each whole day, also of events that make nobody busy: that is
// how public holidays are published. What has a time of day is no holiday, unless
// it lasts from midnight to midnight. One more than may be is enough to refuse all.
func (x *fed) holidaysOf(entries []ical.Entry) {
	for _, e := range entries {
		first, days := e.Day, e.Days
		if days == 0 {
			start, end := civil.DateTimeOf(e.Start, x.zone), civil.DateTimeOf(e.End, x.zone)
			if start.Time != (civil.TimeOfDay{}) || end.Time != (civil.TimeOfDay{}) {
				continue
			}
			first, days = start.Date, int(end.Wall()-start.Wall())/86400
		}
		for i := range min(days, maxFedEntries+1) {
			if len(x.holidays) > maxFedEntries {
				return
			}
			x.holiday(schedules.Holiday{Date: first.AddDays(i), From: x.owner.From, Name: title(e.Summary)})
		}
	}
}

func (x *fed) holiday(h schedules.Holiday) {
	if x.dates[h.Date] {
		return
	}
	if x.dates == nil {
		x.dates = map[civil.Date]bool{}
	}
	x.dates[h.Date] = true
	x.holidays = append(x.holidays, h)
	if h.Date.At(h.From).In(x.zone).After(x.now) {
		x.toCome++
	}
}

// title is what a holiday is called: one line, as long as a name may be.
func title(s string) string {
	const most = 255
	var out []rune
	for _, r := range s {
		if r < ' ' || r == 0x7f || r == utf8.RuneError {
			r = ' '
		}
		if len(out) < most {
			out = append(out, r)
		}
	}
	return string(out)
}

// put makes what was read part of a configuration. An empty calendar where there
// was something that is not over is refused.
func (x *fed) put(next *engine.Config) error {
	if x.owner.User != "" {
		u := next.Users[x.owner.User]
		if x.empty && slices.ContainsFunc(u.Absences, func(a schedules.Absence) bool { return a.Feed == x.owner.ID && a.End.After(x.now) }) {
			return errEmptied()
		}
		u.Absences = schedules.FedAbsences(u.Absences, x.owner.ID, x.absences, x.now)
		next.Users[u.ID] = u
		return nil
	}
	s := next.Schedules[x.owner.Schedule]
	if x.empty && slices.ContainsFunc(s.Holidays, func(h schedules.Holiday) bool {
		return h.Feed == x.owner.ID && h.Date.At(h.From).In(x.zone).After(x.now)
	}) {
		return errEmptied()
	}
	s.Holidays = s.FedHolidays(x.owner.ID, x.holidays, x.now)
	next.Schedules[s.ID] = s
	return nil
}
