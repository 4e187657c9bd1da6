package ui

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// blocksList is who cannot sign in at the moment.
func (u *ui) blocksList(w http.ResponseWriter, r *http.Request) {
	var v view.BlocksPage
	users := u.Store.Config().Users
	for _, b := range u.Auth.Blocks() {
		row := blockRow(b, users[b.User].Name)
		if b.Kind == people.AlarmBlock {
			v.Alarms = append(v.Alarms, row)
		} else {
			v.Rows = append(v.Rows, row)
		}
	}
	u.draw(w, r, http.StatusOK, view.Blocks(u.noticed(w, r), v))
}

func blockRow(b people.Block, name string) view.BlockRow {
	row := view.BlockRow{Key: b.Key, Title: name, Since: b.Since, Until: b.Blocked, Do: "Let in"}
	if name == "" {
		row.Title = "Somebody who is gone"
	}
	switch b.Kind {
	case people.NetBlock:
		row.Title, row.Do = strings.TrimSuffix(b.Net, "/32"), "Unblock"
		row.Words = "too many failed attempts within ten minutes"
		if b.Strikes > 1 {
			row.Words += fmt.Sprintf(", for the %s time within days", ordinal(b.Strikes))
		}
	case people.AccountBlock:
		row.Words = fmt.Sprintf("%d failed attempts", b.Failures)
		if b.Net != "" {
			row.Words += " from " + b.Net
		}
	case people.AlarmBlock:
		row.Until, row.Do = time.Time{}, "I know about it"
		row.Words = alarmWords(b)
	}
	return row
}

func alarmWords(b people.Block) string {
	words := "signed in from " + b.Net
	if b.Failures == 0 {
		return words + ", which was blocked for failed attempts before"
	}
	return words + fmt.Sprintf(" after %d failed attempts", b.Failures)
}

func ordinal(n int) string {
	switch n {
	case 2:
		return "second"
	case 3:
		return "third"
	}
	return fmt.Sprintf("%dth", n)
}

// blockLift lets somebody try again, or puts an alarm away.
func (u *ui) blockLift(w http.ResponseWriter, r *http.Request) {
	gone, err := u.Auth.Unblock(r.Context(), cut(r.PostFormValue("what"), 200), who(r).Actor("ui"))
	if err != nil {
		u.fail(w, r, err)
		return
	}
	text := "Unblocked."
	if len(gone) == 1 && gone[0].Kind == people.AlarmBlock {
		text = "Put away. It stays in the audit log."
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: text}, view.PathBlocks)
}

// alarmBanners tell admins on every page of sign-ins that they should look at.
func (u *ui) alarmBanners(role people.Role) (list []view.Banner) {
	if !role.AtLeast(people.Admin) {
		return nil
	}
	users := u.Store.Config().Users
	for _, b := range u.Auth.Alarms() {
		list = append(list, view.Banner{
			Level: view.Warning, Text: users[b.User].Name + " " + alarmWords(b) + ".", LinkPath: view.PathBlocks, LinkText: "Was it them?",
		})
	}
	return list[:min(len(list), 3)]
}
