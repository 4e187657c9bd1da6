package ui_test

import (
	"testing"

	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/schedules/civil"
)

func TestQuietHoursAreProposedSetAndTakenAway(t *testing.T) {
	w := open(t)
	save := func(from, until string) *page {
		return w.posts(responder, "/profile/quiet-hours", fields("from", from, "until", until, "seen", config.Version(w.user(responder).QuietHours)))
	}
	w.shows(responder, "/profile").says("quiet", "No quiet hours")
	w.shows(responder, "/profile/quiet-hours").says("quiet-form", "On the clock of")
	for _, faulty := range [][2]string{{"22:00", ""}, {"", "07:00"}, {"22:00", "22:00"}, {"ten", "07:00"}} {
		save(faulty[0], faulty[1]).wantStatus(400)
	}
	save("21:15", "06:30").wantStatus(303)
	if want := (people.QuietHours{From: civil.TimeOfDay{Hour: 21, Minute: 15}, Until: civil.TimeOfDay{Hour: 6, Minute: 30}}); w.user(responder).QuietHours != want {
		t.Errorf("%+v, want %+v", w.user(responder).QuietHours, want)
	}
	w.shows(responder, "/profile").says("quiet", "Quiet hours 21:15 to 06:30")
	save("", "").wantStatus(303)
	if !w.user(responder).QuietHours.IsZero() {
		t.Errorf("%+v", w.user(responder).QuietHours)
	}
}
