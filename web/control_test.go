package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/web"
)

type commands = map[string]func(context.Context, json.RawMessage) (any, error)

// control runs a control socket in a directory with a short name.
func control(t *testing.T, handlers commands) (dir string, stop func()) {
	t.Helper()
	dir, err := os.MkdirTemp("", "wk")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { // as an admin may have made it
		t.Fatal(err)
	}
	c := web.Control{Handlers: handlers}
	l, err := c.Listen(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx, l) }()
	stop = func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	return dir, stop
}

func TestACommandReachesTheRunningServer(t *testing.T) {
	dir, stop := control(t, commands{
		"greet": func(_ context.Context, body json.RawMessage) (any, error) {
			var name string
			err := json.Unmarshal(body, &name)
			return map[string]string{"text": "hello " + name}, err
		},
		"refuse": func(context.Context, json.RawMessage) (any, error) {
			return nil, &engine.Failure{Code: engine.Invalid, Message: "too short", Field: "password", Retry: time.Second, Cause: errors.New("inner")}
		},
		"break": func(context.Context, json.RawMessage) (any, error) { return nil, errors.New("the disk is gone") },
		"panic": func(context.Context, json.RawMessage) (any, error) { panic("a bug") },
		"cycle": func(context.Context, json.RawMessage) (any, error) { return func() {}, nil },
		"quiet": func(context.Context, json.RawMessage) (any, error) { return nil, nil },
	})
	client, err := web.Dial(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out struct{ Text string }
	if err := client.Call(t.Context(), "greet", "Ann", &out); err != nil || out.Text != "hello Ann" {
		t.Errorf("%+v, %v", out, err)
	}
	if err := client.Call(t.Context(), "quiet", nil, nil); err != nil {
		t.Error(err)
	}
	err = client.Call(t.Context(), "refuse", nil, &out)
	if f, ok := errors.AsType[*engine.Failure](err); !ok || f.Code != engine.Invalid || f.Field != "password" || f.Message != "too short" || f.Retry != time.Second {
		t.Errorf("a refusal arrives as %#v", err)
	}
	for name, text := range map[string]string{"break": "the disk is gone", "panic": "failed inside the server", "unheard": "does not know the command", "cycle": "cannot be written"} {
		if err := client.Call(t.Context(), name, nil, &out); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v, want %q in it", name, err, text)
		}
	}
	stop()
	if err := client.Call(t.Context(), "quiet", nil, nil); err == nil {
		t.Error("a stopped server answered")
	}
	if _, err := os.Stat(filepath.Join(dir, "control.sock")); !os.IsNotExist(err) {
		t.Errorf("the socket is still there (%v)", err)
	}
	if _, err := web.Dial(dir); err == nil {
		t.Error("a server was found where none runs")
	}
}

func TestOnlyTheOwnerOfTheFileMayCommand(t *testing.T) {
	dir, stop := control(t, nil)
	defer stop()
	info, err := os.Stat(filepath.Join(dir, "control.sock"))
	if err != nil || info.Mode().Perm() != 0o600 || info.Mode()&os.ModeSocket == 0 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 1 {
		t.Errorf("left beside the socket: %v", left)
	}
}

func TestASecondServerIsRefusedAndALeftoverReplaced(t *testing.T) {
	dir, stop := control(t, nil)
	if _, err := (web.Control{}).Listen(dir); !errors.Is(err, web.ErrControlled) {
		t.Errorf("a second server: %v", err)
	}
	stop()
	path := filepath.Join(dir, "control.sock")
	dead, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	dead.(*net.UnixListener).SetUnlinkOnClose(false) // as kill -9 leaves it
	if err := dead.Close(); err != nil {
		t.Fatal(err)
	}
	l, err := (web.Control{}).Listen(dir)
	if err != nil {
		t.Fatalf("beside a leftover: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

func TestATooLongDirectoryIsExplained(t *testing.T) {
	_, err := (web.Control{}).Listen("/tmp/" + strings.Repeat("long", 30))
	if err == nil || !strings.Contains(err.Error(), "shorter data directory") {
		t.Error(err)
	}
}
