package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"
	"time"
)

type scheduleCmd struct {
	Show scheduleShowCmd `cmd:"" help:"Show who is on call, also while the server runs."`
	List scheduleListCmd `cmd:"" help:"List the schedules, and who is on call now."`
}

type scheduleShowCmd struct {
	dataFlag
	Name     string `arg:"" help:"The schedule's name or ID."`
	Since    string `help:"From when: 2026-03-02, 2026-03-02T09:00 on the schedule's clock, or with an offset; now if left out." placeholder:"TIME" xor:"at,window"`
	Until    string `help:"Until when; two weeks after --since if left out." placeholder:"TIME" xor:"at2,window2"`
	At       string `help:"Who is on call at one moment; 'now' for this one." placeholder:"TIME" xor:"at,at2,form"`
	JSON     bool   `name:"json" help:"As JSON: a list of shifts with start and end in UTC, and the addresses of those on call; gaps are absent." xor:"form2"`
	Coverage bool   `help:"Only the share of the time in which somebody is on call, and the gaps." xor:"form"`
	ICal     bool   `name:"ical" help:"As a calendar feed (iCalendar): a week back and six months ahead." xor:"form,form2,window,window2"`
}

// Run shows a schedule.
func (c scheduleShowCmd) Run(ctx context.Context, std stdio) error {
	var out scheduleOut
	in := scheduleIn{Name: c.Name, Since: c.Since, Until: c.Until, At: c.At, ICal: c.ICal}
	if err := call(ctx, c.Data, "schedule.show", in, &out); err != nil {
		return err
	}
	switch {
	case c.ICal:
		_, err := io.WriteString(std.out, out.ICal)
		return err
	case c.JSON:
		if c.Coverage {
			return writeJSON(std.out, out.cover())
		}
		return writeJSON(std.out, out.manned())
	case c.At != "":
		_, err := fmt.Fprintln(std.out, namesOf(out.OnCall, "Nobody"))
		return err
	}
	zone, err := time.LoadLocation(out.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	if !c.Coverage {
		if err := out.write(std.out, zone); err != nil {
			return err
		}
	}
	return out.writeCoverage(std.out, zone)
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func namesOf(list []onCallOut, nobody string) string {
	var names []string
	for _, u := range list {
		names = append(names, u.Name)
	}
	if len(names) == 0 {
		return nobody
	}
	return strings.Join(names, ", ")
}

// clock is how the command line shows times: on the schedule's clock, with its zone, so that the doubled hour is clear.
const clock = "Mon 2006-01-02 15:04 MST"

// onClock is an instant as the command line shows it, with its seconds where it is not on a minute.
func onClock(t time.Time, zone *time.Location) string {
	if t.Second() != 0 {
		return t.In(zone).Format("Mon 2006-01-02 15:04:05 MST")
	}
	return t.In(zone).Format(clock)
}

// write is a line for each shift, and for each gap between them.
func (o scheduleOut) write(out io.Writer, zone *time.Location) error {
	fmt.Fprintf(out, "%s, %s to %s\n", o.Schedule, onClock(o.Since, zone), onClock(o.Until, zone))
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	for _, s := range o.Shifts {
		fmt.Fprintf(w, "%s\t%s\t%s\n", onClock(s.Start, zone), onClock(s.End, zone), namesOf(s.Users, "NOBODY"))
	}
	return w.Flush()
}

func (o scheduleOut) writeCoverage(out io.Writer, zone *time.Location) error {
	fmt.Fprintf(out, "Somebody is on call for %.1f %% of the time.\n", math.Floor(1000*o.Coverage+1e-9)/10) // rounded down: 100 is all of it
	for _, g := range o.gaps() {
		fmt.Fprintf(out, "Nobody from %s to %s.\n", onClock(g.Start, zone), onClock(g.End, zone))
	}
	return nil
}

type scheduleListCmd struct{ dataFlag }

// Run lists the schedules.
func (c scheduleListCmd) Run(ctx context.Context, std stdio) error {
	var list []scheduleRow
	if err := call(ctx, c.Data, "schedule.list", struct{}{}, &list); err != nil {
		return err
	}
	w := tabwriter.NewWriter(std.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tNAME\tTIME ZONE\tON CALL NOW")
	for _, s := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", s.ID, s.Name, s.TimeZone, namesOf(s.OnCall, "nobody"))
	}
	return w.Flush()
}
