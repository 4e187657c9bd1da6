package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/store"
)

// The emergency path: the store has failed, so nothing can be decided or written
// down any more, and people have to know that.
func TestWhenTheDiskFailsPeopleAreToldDirectlyAndTheBoxStops(t *testing.T) {
	scenario(t, func(b *box) {
		called := beats(b.watcher())
		b.given(watchedFile("settings:\n", "settings:\n  fallback: [ben@example.net]\n"))
		n := b.trigger("tower-north", "Tower North: no power")
		b.told("at once", "Ann push")
		b.after(2 * time.Minute)
		b.pages()

		b.breakDisk()
		if a := b.enqueue("trigger", "tower-south", "Tower South: no power", "critical"); a.status != http.StatusServiceUnavailable {
			t.Errorf("an event that could not be stored was answered %d %s", a.status, a.body)
		}
		err := <-b.ended
		b.a = nil
		called()
		b.after(time.Hour)
		if n := called(); n != 0 {
			t.Errorf("a box that has failed told the watcher %d times that it is well", n)
		}
		if err == nil || !strings.Contains(err.Error(), "the store has failed") {
			t.Errorf("the box ended with %v", err)
		}
		for _, p := range b.told("by the emergency path", "Ann push", "Ann sms", "Ben push", "Ben sms") {
			if !strings.Contains(p.text, "Wakeman itself has failed") {
				t.Errorf("%s: %s", p, p.text)
			}
		}

		b.start() // as systemd does, on a disk that works
		b.wantStatus(n, engine.Triggered)
		b.trigger("tower-south", "Tower South: no power")
		b.after(5 * time.Minute)
		if pages := b.pages(); !strings.Contains(fmt.Sprint(texts(pages)), "Tower South") {
			t.Errorf("after the restart: %q", texts(pages))
		}
	})
}

// breakDisk makes every further write to the store's file fail, as one to a
// device that is gone does, by putting a read-only file under its descriptor.
func (b *box) breakDisk() {
	b.Helper()
	path := filepath.Join(b.dir, store.FileName)
	broken, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer broken.Close()
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		b.Fatal(err)
	}
	replaced := 0
	for _, e := range all {
		fd, err := strconv.Atoi(e.Name())
		if to, _ := os.Readlink("/proc/self/fd/" + e.Name()); err != nil || to != path || fd == int(broken.Fd()) {
			continue
		}
		if err := syscall.Dup3(int(broken.Fd()), fd, syscall.O_CLOEXEC); err != nil {
			b.Fatal(err)
		}
		replaced++
	}
	if replaced == 0 {
		b.Fatal("the store's file is not open")
	}
}
