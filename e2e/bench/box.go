package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// box is one server under test.
type box struct {
	addr  string
	data  string
	cmd   *exec.Cmd
	ready time.Duration // from exec to the first ready answer
}

func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func key(service int) string { return fmt.Sprintf("benchbenchbenchbenchbench%07d", service) }

// configuration has people with one webhook each, and a service for each.
func configuration(hook string, people int, bundle string) string {
	var users, policies, services strings.Builder
	for i := range people {
		fmt.Fprintf(&users, "  - {email: u%d@example.net, name: User %d, role: responder, time_zone: UTC, contact_methods: [{label: pager, type: webhook, address: %q}], notification_rules: [{urgency: high, delay: 0s, contact_method: pager}]}\n", i, i, hook)
		fmt.Fprintf(&policies, "  - {name: P%d, repeat: 0, steps: [{delay: 12h, targets: [{user: u%d@example.net}]}]}\n", i, i)
		fmt.Fprintf(&services, "  - {name: S%d, escalation_policy: P%d, integrations: [{name: events, type: events_api_v2, key: %s}]}\n", i, i, key(i))
	}
	return "users:\n" + users.String() + "escalation_policies:\n" + policies.String() + "services:\n" + services.String() +
		"settings:\n  outgoing_allow: [127.0.0.0/8]\n  bundle_window: " + bundle + "\n"
}

func (b *bench) wakeman(ctx context.Context, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, b.binary, args...).Output()
	if bad, ok := errors.AsType[*exec.ExitError](err); ok {
		err = fmt.Errorf("wakeman %s: %w: %s", args[0], err, bad.Stderr)
	}
	return strings.TrimSpace(string(out)), err
}

// configure sets a stopped box up.
func (b *bench) configure(ctx context.Context, data, text string) error {
	file := filepath.Join(b.dir, "config.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return err
	}
	_, err := b.wakeman(ctx, "apply", "--data", data, file)
	return err
}

// start runs Wakeman on a data directory.
func (b *bench) start(ctx context.Context, data string) (*box, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	return launch(ctx, &box{addr: addr, data: data}, "/health/ready", b.binary, "serve", "--data", data, "--http", addr, "--smtp", "off", "--public-url", "http://"+addr)
}

// startBare runs the handler that intake is compared with.
func (b *bench) startBare(ctx context.Context) (*box, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(b.dir, "bare-")
	if err != nil {
		return nil, err
	}
	return launch(ctx, &box{addr: addr}, "/", self, "-bare", addr, "-dir", dir)
}

func launch(ctx context.Context, x *box, probe, program string, args ...string) (*box, error) {
	x.cmd = exec.CommandContext(ctx, program, args...)
	x.cmd.Env = append(os.Environ(), "GOGC=")
	began := time.Now()
	if err := x.cmd.Start(); err != nil {
		return nil, err
	}
	for time.Since(began) < 60*time.Second {
		resp, err := http.Get("http://" + x.addr + probe)
		if err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				x.ready = time.Since(began)
				return x, nil
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	return nil, errors.Join(errors.New("the server did not become ready"), x.stop())
}

func (x *box) stop() error {
	_ = x.cmd.Process.Signal(syscall.SIGTERM)
	return x.cmd.Wait()
}

// memory is what the process holds of its own, without the mapped store file.
func (x *box) memory() (anonymous, resident int64) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", x.cmd.Process.Pid))
	if err != nil {
		return 0, 0
	}
	field := func(name string) int64 {
		_, rest, _ := strings.Cut(string(text), name+":")
		n, _ := strconv.ParseInt(strings.Fields(rest + " 0")[0], 10, 64)
		return n << 10
	}
	return field("RssAnon"), field("VmRSS")
}

// carrier receives the pages and tells when each incident was first named.
type carrier struct {
	server *http.Server
	url    string
	seen   chan arrival
}

type arrival struct {
	title string
	at    time.Time
	of    int // incidents in the message
}

func startCarrier() (*carrier, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	c := &carrier{url: "http://" + l.Addr().String() + "/page", seen: make(chan arrival, 1<<16)}
	c.server = &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		now := time.Now()
		var body struct {
			Incidents []struct {
				Title string `json:"title"`
			} `json:"incidents"`
			Omitted int `json:"omitted"`
		}
		if json.NewDecoder(r.Body).Decode(&body) != nil {
			return
		}
		for _, in := range body.Incidents {
			c.seen <- arrival{in.Title, now, len(body.Incidents) + body.Omitted}
		}
	})}
	go func() { _ = c.server.Serve(l) }()
	return c, nil
}
