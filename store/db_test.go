package store

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestWhatWasStoredIsThereAfterReopening(t *testing.T) {
	dir := t.TempDir()
	want := thing{Name: "core-1", Open: true, Tags: []string{"bgp", "core"}}
	db := openIn(t, dir)
	mustPut(t, db, 7, want)
	instance := db.Instance()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	db = openIn(t, dir)
	var got thing
	err := db.view(func(tx *tx) (err error) {
		got, _, err = things().get(tx, 7)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if db.Instance() != instance {
		t.Errorf("the store became another instance")
	}
}

func TestFilesAreForTheirOwnerOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	db := openIn(t, dir)
	for path, want := range map[string]os.FileMode{dir: 0o700 | os.ModeDir, db.path: 0o600, filepath.Join(dir, ballastName): 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode(), want)
		}
	}
}

func TestASecondOpenIsRefusedAndNamesTheProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := openTest(t)
		began := time.Now()
		_, err := open(t.Context(), testOptions(t, db.options.Dir), testCatalog())
		if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), fmt.Sprintf("process %d ", os.Getpid())) {
			t.Errorf("got %v", err)
		}
		if waited := time.Since(began); waited < lockTimeout || waited > 2*lockTimeout {
			t.Errorf("it waited %v", waited)
		}
		if _, err := check(t.Context(), db.path, testCatalog()); !errors.Is(err, ErrLocked) {
			t.Errorf("check of a store in use: %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := open(ctx, testOptions(t, db.options.Dir), testCatalog()); !errors.Is(err, context.Canceled) {
			t.Errorf("a caller that has gone: %v", err)
		}
	})
}

// holderVariable tells the test binary, started again, to hold a store until its input ends.
const holderVariable = "WAKEMAN_TEST_HOLDER"

// TestHolder does its work only in the other process.
func TestHolder(t *testing.T) {
	dir := os.Getenv(holderVariable)
	if dir == "" {
		return
	}
	openIn(t, dir)
	fmt.Println("holding")
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func TestASecondProcessIsRefusedUntilTheFirstIsKilled(t *testing.T) {
	dir := t.TempDir()
	holder := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestHolder$")
	holder.Env = append(os.Environ(), holderVariable+"="+dir)
	in, err := holder.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	lock, err := lockDir(t.Context(), dir)
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), fmt.Sprintf("process %d ", holder.Process.Pid)) {
		t.Errorf("got %v, %v", lock, err)
	}
	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = holder.Wait() // says that it was killed
	openIn(t, dir)
}

// A start that was cut off leaves a half-made file beside the place of the store, never in it.
func TestAnInterruptedFirstStartIsForgotten(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, FileName+".new"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	mustPut(t, openIn(t, dir), 1, thing{})
}

func TestADamagedFileIsRefusedWithTheWayOut(t *testing.T) {
	for name, damage := range map[string]func([]byte) []byte{
		"empty":          func([]byte) []byte { return nil },
		"cut short":      func(b []byte) []byte { return b[:5*4096] },
		"not a store":    func(b []byte) []byte { return bytes.Repeat([]byte("wakeman\n"), len(b)/8) },
		"garbled root":   func(b []byte) []byte { return garble(b, 2, 64) },
		"garbled middle": func(b []byte) []byte { return garble(b, 0, len(b)/4096) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			db := openIn(t, dir)
			fillThings(t, db, 300)
			if err := os.Mkdir(filepath.Join(dir, "snapshots"), 0o700); err != nil {
				t.Fatal(err)
			}
			snapshot := filepath.Join(dir, "snapshots", "good.db")
			if _, err := db.Backup(t.Context(), snapshot); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(db.path, damage(readFile(t, db.path)), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := open(t.Context(), testOptions(t, dir), testCatalog())
			if !errors.Is(err, ErrCorrupt) || !strings.Contains(err.Error(), "wakeman restore") || !strings.Contains(err.Error(), snapshot) {
				t.Fatalf("got %v", err)
			}
			if _, err := restore(t.Context(), snapshot, dir, true, testCatalog()); err != nil {
				t.Fatal(err)
			}
			if got := len(keysIn(t, openIn(t, dir))); got != 300 {
				t.Errorf("%d of 300 are there after the restore", got)
			}
		})
	}
}

// garble overwrites pages with noise.
func garble(b []byte, from, to int) []byte {
	noise := rand.NewChaCha8([32]byte{1})
	_, _ = noise.Read(b[from*4096 : min(to*4096, len(b))])
	return b
}
