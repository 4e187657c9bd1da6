package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

const routingKey = "0123456789abcdef0123456789abcdef"

// rig is the process under test and everything around it.
type rig struct {
	plan
	dir     string // scratch
	data    string // the data directory
	disk    *disk  // of a power-cut run
	addr    string
	book    *book
	carrier *http.Server
	hook    string
	client  *http.Client
	kills   int
	serial  int
}

func newRig(ctx context.Context, p plan) (*rig, error) {
	dir, err := os.MkdirTemp("", "wakeman-crash-")
	if err != nil {
		return nil, err
	}
	r := &rig{plan: p, dir: dir, data: filepath.Join(dir, "data"), book: newBook(), client: &http.Client{Timeout: 5 * time.Second}}
	r.client.Transport = &http.Transport{MaxIdleConnsPerHost: p.clients}
	if p.powercut {
		if r.disk, err = newDisk(ctx, dir); err != nil {
			return nil, err
		}
		r.data = filepath.Join(r.disk.mount, "data")
	}
	if err := r.build(ctx); err != nil {
		return nil, err
	}
	if err := r.startCarrier(); err != nil {
		return nil, err
	}
	if r.addr, err = freeAddr(); err != nil {
		return nil, err
	}
	return r, r.configure(ctx)
}

func (r *rig) close() {
	_ = r.carrier.Close()
	if r.disk != nil {
		r.disk.close()
	}
	_ = os.RemoveAll(r.dir)
}

func (r *rig) build(ctx context.Context) error {
	if r.binary != "" {
		return nil
	}
	r.binary = filepath.Join(r.dir, "wakeman")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", r.binary, "wakeman")
	cmd.Stderr = os.Stderr
	return cmd.Run()
}

func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// startCarrier is the observer's ear: it books every page it is handed.
func (r *rig) startCarrier() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	r.hook = "http://" + l.Addr().String() + "/page"
	r.carrier = &http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		var body struct {
			Type      string `json:"type"`
			Incidents []struct {
				Title string `json:"title"`
			} `json:"incidents"`
		}
		if err := json.NewDecoder(req.Body).Decode(&body); err != nil {
			return
		}
		if body.Type == "emergency" {
			r.book.alarm()
			return
		}
		var keys []string
		for _, in := range body.Incidents {
			keys = append(keys, in.Title)
		}
		r.book.page(keys)
	})}
	go func() { _ = r.carrier.Serve(l) }()
	return nil
}

// configure sets the box up before the first cycle, on the stopped store.
func (r *rig) configure(ctx context.Context) error {
	file := filepath.Join(r.dir, "config.yaml")
	text := strings.NewReplacer("HOOK", r.hook, "KEY", routingKey).Replace(configuration)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return err
	}
	_, err := r.command(ctx, "apply", "--data", r.data, file)
	return err
}

// configuration has one person and one page for each incident: the next step is
// far away, so a second message for an incident is a duplicate.
const configuration = `
users:
  - email: night@example.net
    name: Night
    role: responder
    time_zone: UTC
    contact_methods: [{label: pager, type: webhook, address: "HOOK"}]
    notification_rules: [{urgency: high, delay: 0s, contact_method: pager}]
escalation_policies:
  - name: Default
    repeat: 0
    steps: [{delay: 12h, targets: [{user: night@example.net}]}]
services:
  - name: Core
    escalation_policy: Default
    ack_timeout: off
    integrations: [{name: events, type: events_api_v2, key: KEY}]
settings:
  outgoing_allow: [127.0.0.0/8]
  bundle_window: 0s
`

func (r *rig) command(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, r.binary, args...)
	out, err := cmd.Output()
	if bad, ok := errors.AsType[*exec.ExitError](err); ok {
		err = fmt.Errorf("wakeman %s: %w: %s", args[0], err, bad.Stderr)
	}
	return string(out), err
}

// cycle starts the box, loads it, and kills it.
func (r *rig) cycle(ctx context.Context, life time.Duration) error {
	p, err := r.start(ctx)
	if err != nil {
		return err
	}
	load, stop := context.WithCancel(ctx)
	var senders sync.WaitGroup
	for range r.clients {
		r.serial++
		n := r.serial
		senders.Go(func() { r.send(load, n) })
	}
	time.Sleep(life)
	err = r.kill(p)
	stop()
	senders.Wait()
	return err
}

func (r *rig) start(ctx context.Context) (*exec.Cmd, error) {
	args := []string{"serve", "--data", r.data, "--http", r.addr, "--smtp", "off"}
	if r.noSync {
		args = append(args, "--unsafe-no-sync")
	}
	cmd := exec.CommandContext(ctx, r.binary, args...)
	log, err := os.OpenFile(filepath.Join(r.dir, "serve.log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	cmd.Stdout, cmd.Stderr = log, log
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	if err := r.ready(ctx); err != nil {
		text, _ := os.ReadFile(log.Name())
		return nil, errors.Join(fmt.Errorf("%w; its log ends:\n%s", err, tail(text)), r.kill(cmd))
	}
	r.book.restarted(time.Since(began))
	return cmd, nil
}

func tail(text []byte) []byte { return text[max(0, len(text)-2000):] }

func (r *rig) ready(ctx context.Context) error {
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) && ctx.Err() == nil {
		resp, err := r.client.Get("http://" + r.addr + "/health/ready")
		if err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		time.Sleep(3 * time.Millisecond)
	}
	return errors.New("wakeman did not become ready")
}

func (r *rig) kill(p *exec.Cmd) error {
	r.kills++
	if r.disk != nil {
		return r.disk.cut(func() error { return killAndReap(p) })
	}
	return killAndReap(p)
}

func killAndReap(p *exec.Cmd) error {
	if err := p.Process.Signal(syscall.SIGKILL); err != nil {
		return err
	}
	_ = p.Wait() // it reports the signal
	return nil
}

// send posts events with keys of its own until the box is gone.
func (r *rig) send(ctx context.Context, sender int) {
	for n := 0; ctx.Err() == nil; n++ {
		key := fmt.Sprintf("k%d-%d", sender, n)
		body := fmt.Sprintf(`{"routing_key":%q,"event_action":"trigger","dedup_key":%q,"payload":{"summary":%q,"source":"crash","severity":"critical"}}`, routingKey, key, key)
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+r.addr+"/v2/enqueue", strings.NewReader(body))
		if err != nil {
			return
		}
		resp, err := r.client.Do(req)
		if err != nil {
			return // killed: whether this one was stored is anybody's guess
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		if resp.StatusCode == http.StatusAccepted {
			r.book.accept(key)
		}
	}
}
