package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/smtp"
	"os"
	"strings"
	"time"

	"wakeman/embed"
	"wakeman/engine"
	"wakeman/notify/notifytest/carrier"
	"wakeman/web/auth"
)

// demoCmd plays an outage at a made-up provider.
type demoCmd struct {
	HTTP string `name:"http" help:"Where to listen; a free port if it is taken." default:"127.0.0.1:8080" placeholder:"ADDR"`
}

// demoOwner signs in to the demo.
const (
	demoOwner    = "cleo@larkfield.example"
	demoPassword = "a lamp in the window"
)

// Run plays until it is interrupted, and leaves nothing behind.
func (c demoCmd) Run(ctx context.Context, std stdio) error {
	dir, err := os.MkdirTemp("", "wakeman-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary directory, at the very end
	log := slog.New(slog.NewTextHandler(std.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	a, fakes, err := c.stage(ctx, dir, log)
	if err != nil {
		return err
	}
	defer fakes.Close() //nolint:errcheck // fakes
	fmt.Fprintf(std.out, "Larkfield Net is up at %s\n\n    sign in as  %s\n    password    %s\n\n", a.publicURL, demoOwner, demoPassword)
	fmt.Fprintf(std.out, "An outage begins in a few seconds. The messages that people get are at %s/deliveries.\n", a.publicURL)
	fmt.Fprintf(std.out, "Commands reach it too:  wakeman schedule show Primary --data %s\nCtrl-C ends it; nothing is left behind.\n\n", dir)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go play(ctx, script(), &sender{base: a.publicURL, smtp: a.smtp.Addr().String(), out: std.out})
	return a.run(ctx)
}

// stage builds the demo's box with its carriers and people.
func (c demoCmd) stage(ctx context.Context, dir string, log *slog.Logger) (*appliance, *carrier.HTTP, error) {
	phones, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	fakes := carrier.NewHTTP(phones)
	fakes.Always(carrier.Delay(300 * time.Millisecond)) // as long as a real one takes
	o := options{data: dir, log: log, demo: true}
	if o.http, err = listenNear(c.HTTP); err != nil {
		return nil, nil, errors.Join(err, fakes.Close())
	}
	if o.smtp, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, nil, errors.Join(err, fakes.Close(), o.http.Close())
	}
	o.publicURL = "http://" + o.http.Addr().String()
	o.outgoingAllow = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	a, err := start(ctx, o)
	if err != nil {
		return nil, nil, errors.Join(err, fakes.Close())
	}
	return a, fakes, a.cast(ctx, phones.Addr().String())
}

// listenNear listens where asked, or on a free port of the same host.
func listenNear(addr string) (net.Listener, error) {
	if l, err := net.Listen("tcp", addr); err == nil {
		return l, nil
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("--http: %w", err)
	}
	return net.Listen("tcp", net.JoinHostPort(host, "0"))
}

// cast puts the made-up provider's people and services into the box.
func (a *appliance) cast(ctx context.Context, carriers string) error {
	actor := engine.Actor{Kind: engine.ByCLI, Name: "demo"}
	file := strings.ReplaceAll(embed.Demo(), "{{carrier}}", carriers)
	if _, err := a.front.commands.apply(ctx, applyIn{File: "demo.yaml", Source: file, Actor: actor}); err != nil {
		return fmt.Errorf("the demo's configuration: %w", err)
	}
	return auth.SetPassword(ctx, a.db, demoOwner, demoPassword, actor)
}

// scene is one thing that happens in the play.
type scene struct {
	at       time.Duration
	key      string // integration key
	action   string // trigger, resolve, mail
	dedup    string
	summary  string
	source   string
	severity string
	details  map[string]string
}

// Integration keys of the demo's configuration.
const (
	demoTowers = "larkfieldtowers00000000000000001"
	demoFibre  = "larkfieldfibre000000000000000001"
	demoCore   = "larkfieldcore0000000000000000001"
	demoPower  = "larkfieldpower000000000000000001"
	demoDNS    = "larkfieldmaildns0000000000000001"
)

// script is the outage: a storm takes the power of a tower, and a digger the
// fibre. It repeats, so that whoever opens the page late sees it too.
func script() []scene {
	const s = time.Second
	radio := func(at time.Duration, n string) scene {
		return scene{at, demoTowers, "trigger", "elm-ridge-ap" + n, "AP " + n + " on Elm Ridge is unreachable", "ap" + n + ".elm-ridge.larkfield.example", "error", map[string]string{"customers": "41", "last signal": "-61 dBm"}}
	}
	over := func(at time.Duration, key, dedup string) scene {
		return scene{at: at, key: key, action: "resolve", dedup: dedup}
	}
	return []scene{
		{3 * s, demoPower, "mail", "elm-ridge-ups", "UPS Elm Ridge shed: on battery, 38 minutes left", "", "", nil},
		{8 * s, demoTowers, "trigger", "elm-ridge", "Tower Elm Ridge: no power", "sw1.elm-ridge.larkfield.example", "critical", map[string]string{"customers": "312", "site": "Elm Ridge", "uplink": "Grain Elevator 11 GHz"}},
		radio(10*s, "114"), radio(11*s, "115"), radio(12*s, "116"),
		{20 * s, demoDNS, "trigger", "resolver2", "Resolver 2 answers slowly: 480 ms", "ns2.larkfield.example", "warning", map[string]string{"median": "12 ms", "now": "480 ms"}},
		{28 * s, demoFibre, "trigger", "ring-orion-pike", "Fibre ring: no light between Orion and Pike", "olt2.pike.larkfield.example", "critical", map[string]string{"rx power": "-40 dBm", "span": "Orion – Pike, 23 km"}},
		{40 * s, demoCore, "trigger", "bgp-uplink-b", "BGP session to uplink B is down", "border2.larkfield.example", "error", map[string]string{"peer": "192.0.2.1", "hold timer": "expired"}},
		over(52*s, demoTowers, "elm-ridge-ap114"), over(53*s, demoTowers, "elm-ridge-ap115"), over(54*s, demoTowers, "elm-ridge-ap116"),
		over(56*s, demoTowers, "elm-ridge"),
		over(75*s, demoCore, "bgp-uplink-b"),
		over(100*s, demoFibre, "ring-orion-pike"),
		over(110*s, demoDNS, "resolver2"),
	}
}

// playAgain is how long after its beginning the script starts over.
const playAgain = 3 * time.Minute

// play runs the script again and again until ctx ends.
func play(ctx context.Context, scenes []scene, s *sender) {
	for {
		began := time.Now()
		for _, sc := range scenes {
			if !sleep(ctx, time.Until(began.Add(sc.at))) {
				return
			}
			s.send(ctx, sc)
		}
		if !sleep(ctx, time.Until(began.Add(playAgain))) {
			return
		}
	}
}

func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// sender plays the monitoring of the made-up provider, over the real doors.
type sender struct {
	base, smtp string
	out        io.Writer
}

func (s *sender) send(ctx context.Context, sc scene) {
	var err error
	if sc.action == "mail" {
		to := sc.key + "+" + sc.dedup + "@alerts.larkfield.example"
		text := "From: UPS <ups@elm-ridge.larkfield.example>\r\nTo: " + to + "\r\nSubject: " + sc.summary + "\r\n\r\nInput voltage 0 V, load 31 %, battery 92 %.\r\n"
		err = smtp.SendMail(s.smtp, nil, "ups@elm-ridge.larkfield.example", []string{to}, []byte(text))
	} else {
		err = s.post(ctx, sc)
	}
	if err != nil && ctx.Err() == nil {
		fmt.Fprintln(s.out, "demo:", err)
	}
}

func (s *sender) post(ctx context.Context, sc scene) error {
	event := map[string]any{"routing_key": sc.key, "event_action": sc.action, "dedup_key": sc.dedup}
	if sc.action == "trigger" {
		event["payload"] = map[string]any{"summary": sc.summary, "source": sc.source, "severity": sc.severity, "custom_details": sc.details}
	}
	body, err := json.Marshal(event)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.base+"/v2/enqueue", bytes.NewReader(body))
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusAccepted {
		return fmt.Errorf("the demo's event was answered with %s", resp.Status)
	}
	return nil
}
