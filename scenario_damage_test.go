package main

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/store"
)

// flip changes one letter of the store's file wherever a text is, as a failing
// disk does, whether the box runs or not.
func (b *box) flip(text string) {
	b.Helper()
	f, err := os.OpenFile(filepath.Join(b.dir, store.FileName), os.O_RDWR, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // written already
	file, err := os.ReadFile(f.Name())
	if err != nil {
		b.Fatal(err)
	}
	found := 0
	for at := 0; ; found++ {
		i := bytes.Index(file[at:], []byte(text))
		if i < 0 {
			break
		}
		at += i
		if _, err := f.WriteAt([]byte{file[at] ^ 1}, int64(at)); err != nil {
			b.Fatal(err)
		}
		at += len(text)
	}
	if found == 0 {
		b.Fatalf("%q is not in the file", text)
	}
}

func (b *box) newestAudit() engine.AuditRow {
	b.Helper()
	rows, err := b.a.db.Audit(0, 1)
	if err != nil || len(rows) != 1 {
		b.Fatal(rows, err)
	}
	return rows[0]
}

// The first flip is under the running box, the second while it is off.
func TestOneFlippedLetterOfTheNewestAuditRowLosesNoAlert(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		b.trigger("tower-north", "Tower North: no power")
		b.told("at once", "Ann push")
		first := b.newestAudit()
		b.flip(`"prev":"` + first.Prev)
		b.trigger("tower-south", "Tower South: no power")
		b.after(61 * time.Second)
		b.told("although the row before can not be read", "Ann push", "Ann sms")
		if said := b.request("GET", "/health/ready", "", ""); said.status != http.StatusOK || !strings.Contains(said.body, "were set aside: 1") {
			t.Errorf("/health/ready: %d %s", said.status, said.body)
		}

		second := b.newestAudit()
		b.shutdown()
		b.flip(`"prev":"` + second.Prev)
		b.start()
		b.trigger("tower-west", "Tower West: no power")
		b.after(time.Minute)
		if pages := b.pages(); len(pages) == 0 {
			t.Error("after the start nobody is paged")
		}
		r, err := b.a.db.VerifyAudit(b.Context(), nil)
		if err != nil || len(r.Findings) != 2 || r.Damaged != 2 {
			t.Errorf("the walk finds %q (%d damaged), %v", r.Findings, r.Damaged, err)
		}
		for _, path := range []string{"/health/ready", "/health/live"} {
			if said := b.request("GET", path, "", ""); said.status != http.StatusOK {
				t.Errorf("%s: %d %s", path, said.status, said.body)
			}
		}
	})
}

// An incident whose record is gone pages nobody any more: somebody is woken to
// look, and is told what it was about.
func TestWhoLooksAfterTheBoxIsWokenForAnIncidentThatCanNotBeRead(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians("settings:", "settings:\n  fallback: [ben@example.net]"))
		b.trigger("tower-north", "Tower North: no power")
		b.pages()
		b.shutdown()
		b.flip(`"title":"Tower North: no power"`)
		b.start()
		b.after(6 * time.Minute)
		var told []string
		for _, p := range b.pages() {
			told = append(told, p.text)
		}
		if all := strings.Join(told, "\n"); !strings.Contains(all, "damaged") || !strings.Contains(all, "Tower North") {
			t.Errorf("told: %s", all)
		}
		b.trigger("tower-north", "Tower North: no power")
		b.told("the same problem again is a new incident", "Ann push")
	})
}
