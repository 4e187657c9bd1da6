package ui

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
	"wakeman/web/upkeep"
)

// upkeepRoutes are how the box keeps itself. Where copies go and for whom they
// are encrypted, where the audit log's ends go and whom the throttle spares needs
// a fresh proof; making a copy or sending an end now takes nothing from anybody.
func (u *ui) upkeepRoutes() []route {
	return []route{
		{"GET " + view.PathSettingsBackups, people.Admin, u.backupsShow},
		{"POST " + view.PathSettingsBackups, people.Admin, u.proven(u.backupsSave)},
		{"POST " + view.PathSettingsBackupNow, people.Admin, u.backupNow},
		{"GET " + view.PathSettingsAudit, people.Admin, u.shippingShow},
		{"POST " + view.PathSettingsAudit, people.Admin, u.proven(u.shippingSave)},
		{"POST " + view.PathSettingsAuditNow, people.Admin, u.shipNow},
		{"GET " + view.PathSettingsNever, people.Admin, u.neverShow},
		{"POST " + view.PathSettingsNever, people.Admin, u.proven(u.neverSave)},
		{"GET " + view.PathSettingsReached, people.Admin, u.reachedShow},
	}
}

// backupsShow is the form, and what lies in the directory.
func (u *ui) backupsShow(w http.ResponseWriter, r *http.Request) {
	s := u.Store.Config().Settings
	u.backupsPage(w, r, http.StatusOK, view.Form{Values: backupValues(s.Backups())}, config.Version(s.Backup))
}

func (u *ui) backupsPage(w http.ResponseWriter, r *http.Request, status int, form view.Form, seen string) {
	hideSecretKey(&form)
	b := u.Upkeep.Backups(r.Context())
	for field, value := range backupValues(b.Settings) {
		if b.Fixed[field] != "" {
			form.Values[field] = strings.ReplaceAll(value, "\n", ", ")
		}
	}
	v := view.BackupsPage{
		Form: form, Seen: seen, Fixed: b.Fixed, Demo: u.Demo, On: b.On(), Open: b.Open(), SameDisk: b.SameDisk, Dir: b.Settings.Dir, How: backupWords(b.Settings),
		Unlisted: sentence(b.Unlisted), Last: b.Last, Failure: sentence(b.Failure), Failed: sentence(b.Failed), FailedAt: b.FailedAt, Began: b.Began, Late: b.Late(u.Now(), u.Started),
	}
	for _, c := range b.Copies {
		v.Copies = append(v.Copies, view.BackupRow{File: c.File, Size: inBytes(c.Size), At: c.At, Sealed: c.Sealed, Verified: c.Verified, ByHand: c.ByHand})
	}
	u.draw(w, r, status, view.Backups(u.noticed(w, r), v))
}

func backupValues(s engine.BackupSettings) map[string]string {
	return map[string]string{
		"dir": s.Dir, "every": config.FormatDuration(s.Every), "hour": strconv.Itoa(s.Hour), "keep": strconv.Itoa(s.Keep), "recipients": strings.Join(s.Recipients, "\n"),
	}
}

// backupWords says how often a copy is made.
func backupWords(s engine.BackupSettings) string {
	words := "One is made every " + everyWords(s.Every)
	if s.Every >= 24*time.Hour {
		words += fmt.Sprintf(" from %02d:00 UTC on", s.Hour)
	}
	return words + "."
}

func everyWords(d time.Duration) string {
	switch {
	case d == 7*24*time.Hour:
		return "week"
	case d == 24*time.Hour:
		return "day"
	}
	return strconv.Itoa(int(d/time.Hour)) + " hours"
}

// backupsSave changes where copies go, and how.
func (u *ui) backupsSave(w http.ResponseWriter, r *http.Request) {
	form := view.Form{Values: map[string]string{}, Errors: map[string]string{}}
	for _, name := range []string{"dir", "every", "hour", "keep", "recipients"} {
		form.Values[name] = strings.TrimSpace(strings.ReplaceAll(cut(r.PostFormValue(name), maxTyped), "\r\n", "\n"))
	}
	seen := r.PostFormValue("seen")
	want := typedBackups(&form, u.Upkeep.Health())
	if form.Failed() {
		form.Problem = "Something below could not be read. Nothing is saved yet."
		u.backupsPage(w, r, http.StatusBadRequest, form, seen)
		return
	}
	saver := upkeep.Saver{Backuper: u.Upkeep, Editor: u.Editor}
	changes, err := saver.Save(r.Context(), who(r).Actor("ui"), want, func(now engine.Settings) error { return changed(now.Backup, seen) })
	if err != nil {
		status, ok := refused(&form, err, below("backup"))
		if !ok {
			u.fail(w, r, err)
			return
		}
		u.backupsPage(w, r, status, form, seen)
		return
	}
	u.done(w, r, savedBackups(len(changes) > 0, want), view.PathSettingsBackups)
}

// typedBackups are the settings that a form says. What was fixed at the start is
// not in the form, and stays.
func typedBackups(form *view.Form, now upkeep.Backups) engine.BackupSettings {
	read := &reading{settingsForm{values: form.Values}, engine.Settings{}, map[string]string{}}
	usual := engine.DefaultBackup()
	s := engine.BackupSettings{Dir: form.Value("dir"), Every: read.duration("every"), Hour: read.number("hour", usual.Hour), Keep: usual.Keep, Recipients: strings.FieldsFunc(form.Value("recipients"), func(c rune) bool { return c == '\n' })}
	if now.Fixed["keep"] == "" {
		s.Keep = read.number("keep", usual.Keep)
	}
	for i, key := range s.Recipients {
		s.Recipients[i] = strings.TrimSpace(key)
	}
	for field, why := range read.wrong {
		say(form, field, why)
	}
	return s
}

// hideSecretKey keeps a secret key that was typed, wherever it was, from being sent
// back in a page, whatever the form is refused for.
func hideSecretKey(form *view.Form) {
	for name, value := range form.Values {
		if config.HasSecretKey(value) {
			form.Values[name] = ""
		}
	}
}

func savedBackups(changed bool, s engine.BackupSettings) view.Notice {
	switch {
	case !changed:
		return view.Notice{Text: "Nothing has changed: it was like this already."}
	case len(s.Recipients) == 0 && s.Dir != "":
		return view.Notice{Level: view.Good, Text: "Saved. The backups are not encrypted. Make one now, to see that it works."}
	}
	return view.Notice{Level: view.Good, Text: "Saved. Make one now, to see that it works."}
}

// below gives the field of a form for a problem with one of a part of the
// settings: backup.recipients[0] is recipients.
func below(part string) func(config.Problem) string {
	return func(p config.Problem) string {
		if p.Kind != "settings" {
			return ""
		}
		field := strings.TrimPrefix(p.Field, part+".")
		field, _, _ = strings.Cut(field, "[")
		return field
	}
}

// backupNow makes a copy, and says how it went.
func (u *ui) backupNow(w http.ResponseWriter, r *http.Request) {
	b, err := u.Upkeep.BackUp(r.Context(), who(r).Actor("ui"))
	n := view.Notice{Level: view.Good, Text: "The backup is made, and every record in it was read again."}
	switch {
	case engine.CodeOf(err) == engine.Conflict:
		var form view.Form
		_, _ = refused(&form, err, nil)
		n = view.Notice{Level: view.Warning, Text: form.Problem}
	case err != nil:
		u.fail(w, r, err)
		return
	case !b.Began.IsZero():
		n = view.Notice{Text: "It is being made. This page lists it when it is whole."}
	case b.Failure != "":
		n = view.Notice{Level: view.Bad, Text: "The backup failed: " + sentence(b.Failure)}
	}
	u.done(w, r, n, view.PathSettingsBackups)
}
