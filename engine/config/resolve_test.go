package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/schedules"
)

// stored is the night file as a box has it, with an owner beside.
func stored(t *testing.T) *engine.Config {
	t.Helper()
	return apply(t, nil, strings.Replace(night, "users:\n", `users:
  - email: boss@example.net
    role: owner
    contact_methods:
      - {label: mail, type: email, address: boss@example.net}
      - {label: hook, type: webhook, address: "https://example.net/", secret: s3cret}
`, 1))
}

func byEmail(t *testing.T, c *engine.Config, email string) people.User {
	t.Helper()
	u, ok := c.ByEmail(email)
	if !ok {
		t.Fatalf("no user %s", email)
	}
	return u
}

func only[T any](t *testing.T, things map[string]T) T {
	t.Helper()
	if len(things) != 1 {
		t.Fatalf("%d things, not one", len(things))
	}
	for _, thing := range things {
		return thing
	}
	panic("unreachable")
}

func TestASectionThatIsAbsentIsLeftAlone(t *testing.T) {
	before := stored(t)
	after := apply(t, before, "settings: {raw_days: 7}\n")
	if diff := cmp.Diff(before.Directory, after.Directory, equating()...); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before.Integrations, after.Integrations); diff != "" {
		t.Error(diff)
	}
	want := []config.Change{{Op: config.Alter, Kind: "settings", Fields: []config.FieldChange{
		{Path: "outgoing_allow", Old: "[127.0.0.0/8]"}, {Path: "raw_days", Old: "30", New: "7"},
	}}}
	if diff := cmp.Diff(want, config.Diff(before, after)); diff != "" {
		t.Error(diff)
	}
}

func TestASectionThatIsThereIsTheWholeTruth(t *testing.T) {
	before := stored(t)
	after := apply(t, before, "services: []\n")
	if len(after.Services) != 0 || len(after.Integrations) != 0 {
		t.Errorf("still there: %v %v", after.Services, after.Integrations)
	}
	want := []config.Change{{Op: config.Remove, Kind: "service", Name: "Core network"}}
	if diff := cmp.Diff(want, config.Diff(before, after)); diff != "" {
		t.Error(diff)
	}
}

func TestApplyingAFileDoesNotWriteIntoWhatWasThere(t *testing.T) {
	before := stored(t)
	copied := stored(t)
	apply(t, before, edit(t, "role: responder", "role: viewer"))
	if diff := cmp.Diff(copied, before, equating()...); diff != "" {
		t.Error(diff)
	}
}

func TestNobodyIsLockedOutByAFile(t *testing.T) {
	before := stored(t)
	after := apply(t, before, night)
	if u := byEmail(t, after, "boss@example.net"); u.Role != people.Owner {
		t.Errorf("the owner is %v", u)
	}
	demoted := edit(t, "users:\n", "users:\n  - {email: boss@example.net, role: admin}\n")
	want := "config.yaml:2:3: users: this leaves nobody with the role owner"
	if got := refused(t, before, demoted); got != want {
		t.Errorf("got %q", got)
	}
	replaced := apply(t, before, edit(t, "users:\n", "users:\n  - {email: new@example.net, role: owner}\n"))
	if _, still := replaced.ByEmail("boss@example.net"); still {
		t.Error("an owner whom the file replaces is still there")
	}
}

func TestWhoHasLeftStaysOutUnlessTheFileSaysOtherwise(t *testing.T) {
	before := stored(t)
	gone := byEmail(t, before, "night@example.net")
	gone.Disabled = true
	before.Users[gone.ID] = gone
	if u := byEmail(t, apply(t, before, night), "night@example.net"); !u.Disabled {
		t.Error("a file that does not say so let somebody back in")
	}
	back := edit(t, "    role: responder", "    disabled: false\n    role: responder")
	if u := byEmail(t, apply(t, before, back), "night@example.net"); u.Disabled {
		t.Error("disabled: false was not heard")
	}
}

func TestWhatAnotherSectionNeedsIsNotRemoved(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{
			"a person on a schedule", "users:\n  - {email: boss@example.net, role: owner}\n",
			`config.yaml:2:3: users: "night@example.net" is not in the file any more, but schedule "Primary" still needs it; change that first, or put its section into the file`,
		},
		{
			"a schedule of a policy", "schedules: []\n",
			`config.yaml:1:12: schedules: "Primary" is not in the file any more, but escalation policy "Default" still needs it; change that first, or put its section into the file`,
		},
		{
			"a policy of a service", "escalation_policies: []\n",
			`config.yaml:1:22: escalation_policies: "Default" is not in the file any more, but service "Core network" still needs it; change that first, or put its section into the file`,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := refused(t, stored(t), c.text); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestAFileMayNameWhatOnlyTheBoxKnows(t *testing.T) {
	text := "services:\n  - {name: Core network, escalation_policy: default}\n"
	after := apply(t, stored(t), text)
	if s := only(t, after.Services); after.Policies[s.Policy].Name != "Default" {
		t.Errorf("the policy is %q", s.Policy)
	}
	want := `config.yaml:2:45: services[0].escalation_policy: no policy is called "Defalt" (did you mean "Default"?)`
	if got := refused(t, stored(t), strings.Replace(text, "default", "Defalt", 1)); got != want {
		t.Errorf("got %s", got)
	}
}

func TestEachThingKeepsItsIdByItsOwnKindOfName(t *testing.T) {
	before := stored(t)
	text := strings.NewReplacer(
		"name: Night technician", "name: Somebody else",
		"label: pager", "label: PAGER", "9911", "9912",
		"name: Weekly", "name: WEEKLY", "turn: 1w", "turn: 2w",
		"name: Core network", "name: core network",
		"{delay: 5m, targets", "{delay: 6m, targets: [{schedule: Primary}]}\n      - {delay: 5m, targets",
	).Replace(night)
	after := apply(t, before, text)

	was, is := byEmail(t, before, "night@example.net"), byEmail(t, after, "night@example.net")
	if is.ID != was.ID || is.ContactMethods[0].ID != was.ContactMethods[0].ID || is.NotificationRules[0].ID != was.NotificationRules[0].ID {
		t.Errorf("the person: %v", is)
	}
	if only(t, after.Schedules).Layers[0].ID != only(t, before.Schedules).Layers[0].ID {
		t.Error("the layer has a new id")
	}
	if only(t, after.Services).ID != only(t, before.Services).ID {
		t.Error("the service has a new id")
	}
	old, steps := only(t, before.Policies).Steps, only(t, after.Policies).Steps
	if steps[1].ID != old[0].ID || steps[0].ID == old[0].ID {
		t.Errorf("the step that is equal should keep the id: %v, was %v", steps, old)
	}
}

func TestAnIntegrationIsKnownByItsKeyOrItsName(t *testing.T) {
	before := stored(t)
	was := only(t, before.Integrations)
	cases := []struct {
		name, new string
		sameID    bool
		key       string
	}{
		{"another name", "{name: alerts, key: 0123456789abcdef0123456789abcdef}", true, was.Key},
		{"another key", "{name: Events, key: aaaaaaaaaaaaaaaaaaaaaaaa}", true, "aaaaaaaaaaaaaaaaaaaaaaaa"},
		{"no key", "{name: events}", true, was.Key},
		{"the stored key", "{name: events, key: (stored)}", true, was.Key},
		{"another name and key", "{name: alerts, key: aaaaaaaaaaaaaaaaaaaaaaaa}", false, "aaaaaaaaaaaaaaaaaaaaaaaa"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			after := apply(t, before, edit(t, "{name: events, type: events_api_v2, key: 0123456789abcdef0123456789abcdef}", c.new))
			in := only(t, after.Integrations)
			if (in.ID == was.ID) != c.sameID || in.Key != c.key {
				t.Errorf("got %v", in)
			}
		})
	}
	t.Run("a new one without a key", func(t *testing.T) {
		in := only(t, apply(t, nil, edit(t, ", key: 0123456789abcdef0123456789abcdef", "")).Integrations)
		if len(in.Key) != 32 || !strings.HasPrefix(in.Key, "generated") {
			t.Errorf("the key is %q", in.Key)
		}
	})
	t.Run("the name of one whose key moved", func(t *testing.T) {
		text := edit(t, "services:\n", "services:\n  - {name: Edge, escalation_policy: Default, integrations: [{name: e, key: 0123456789abcdef0123456789abcdef}]}\n")
		text = strings.Replace(text, ", key: 0123456789abcdef0123456789abcdef}\n", "}\n", 1)
		after := apply(t, before, text)
		in, svc, _ := after.ByKey(was.Key)
		if in.ID != was.ID || svc.Name != "Edge" || len(after.Integrations) != 2 {
			t.Errorf("%v", after.Integrations)
		}
	})
}

func TestAServiceUnderANewNameIsTheOldOneIfItHasOneOfItsKeys(t *testing.T) {
	before := stored(t)
	after := apply(t, before, edit(t, "name: Core network", "name: Backbone"))
	was, is := only(t, before.Services), only(t, after.Services)
	if is.ID != was.ID || is.Name != "Backbone" {
		t.Errorf("got %v", is)
	}
	want := []config.Change{{Op: config.Alter, Kind: "service", Name: "Backbone", Fields: []config.FieldChange{{Path: "name", Old: "Core network", New: "Backbone"}}}}
	if diff := cmp.Diff(want, config.Diff(before, after)); diff != "" {
		t.Error(diff)
	}
}

func TestTheLowerOverrideInTheFileWins(t *testing.T) {
	overrides := func(list string) string {
		return strings.Replace(edit(t, "    layers:\n", "    overrides:\n"+list+"    layers:\n"), "users:\n",
			"users:\n  - {email: one@example.net}\n  - {email: two@example.net}\n", 1)
	}
	one := "      - {start: 2026-02-01T09:00, end: 2026-02-08T09:00, user: one@example.net}\n"
	two := "      - {start: 2026-02-02T09:00, end: 2026-02-03T09:00, user: two@example.net}\n"
	at := time.Date(2026, 2, 2, 20, 0, 0, 0, time.UTC)
	onCall := func(c *engine.Config) string {
		ids := only(t, c.Schedules).OnCall(at)
		if len(ids) != 1 {
			t.Fatalf("on call: %v", ids)
		}
		return c.Users[ids[0]].Email
	}

	box := apply(t, nil, overrides(one))
	for id, s := range box.Schedules { // made in the browser, an hour ago
		s.Overrides[0].CreatedAt = at
		box.Schedules[id] = s
	}
	after := apply(t, box, overrides(one+two))
	if got := onCall(after); got != "two@example.net" {
		t.Errorf("the new lower one loses to %s", got)
	}
	if got := onCall(apply(t, after, overrides(two+one))); got != "one@example.net" {
		t.Errorf("in the other order it is still %s", got)
	}
	if changes := config.Diff(after, apply(t, after, overrides(two+one))); len(changes) != 1 {
		t.Errorf("the new order is no change: %v", changes)
	}
}

// Added beside the others, and then in their place: the same times and person are another override.
func TestAnOverrideInTheFileMayAddSomebody(t *testing.T) {
	with := func(adds string) string {
		return strings.Replace(edit(t, "    layers:\n", "    overrides:\n      - {start: 2026-02-02T09:00, end: 2026-02-03T09:00, user: one@example.net"+adds+"}\n    layers:\n"),
			"users:\n", "users:\n  - {email: one@example.net}\n", 1)
	}
	beside := apply(t, nil, with(", adds: true"))
	s := only(t, beside.Schedules)
	if on := s.OnCall(time.Date(2026, 2, 2, 20, 0, 0, 0, time.UTC)); len(on) != 2 || !s.Overrides[0].Adds {
		t.Errorf("on call: %v by %+v", on, s.Overrides)
	}
	after := apply(t, beside, with(""))
	if now := only(t, after.Schedules).Overrides; now[0].Adds || now[0].ID == s.Overrides[0].ID {
		t.Errorf("it became %+v", now)
	}
	if moves := schedules.Moved(s, only(t, after.Schedules), time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 2, 5, 0, 0, 0, 0, time.UTC)); len(moves) != 1 {
		t.Errorf("moved are %+v", moves)
	}
}

func TestOverridesMayBeWrittenOnTheWallOrAsInstants(t *testing.T) {
	text := edit(t, "    layers:\n", `    overrides:
      - {start: 2026-07-01T09:00, end: "2026-07-01 12:00"}
      - {start: 2026-07-01T14:00Z, end: 2026-07-01T12:00:00-05:00}
    layers:
`)
	got := only(t, apply(t, nil, text).Schedules).Overrides
	for _, o := range got {
		if !o.Start.Equal(time.Date(2026, 7, 1, 14, 0, 0, 0, time.UTC)) || !o.End.Equal(time.Date(2026, 7, 1, 17, 0, 0, 0, time.UTC)) {
			t.Errorf("from %s to %s", o.Start, o.End)
		}
	}
}

func TestRestrictionsAndSlots(t *testing.T) {
	text := edit(t, "users: [night@example.net], restrictions: []",
		`users: [night@example.net, null, [night@example.net]], restrictions: [{days: [mon, Friday], from: "22:00", until: "06:00"}, {days: daily, from: 09:00, for: 10h}, {from: "00:00", until: "24:00"}]`)
	l := only(t, apply(t, nil, text).Schedules).Layers[0]
	if len(l.Users) != 3 || len(l.Users[1]) != 0 || len(l.Users[2]) != 1 {
		t.Errorf("slots: %v", l.Users)
	}
	want := []schedules.Restriction{
		{Days: []time.Weekday{time.Monday, time.Friday}, From: timeOfDay(22), For: 8 * time.Hour},
		{From: timeOfDay(9), For: 10 * time.Hour},
		{For: 24 * time.Hour},
	}
	if diff := cmp.Diff(want, l.Restrictions); diff != "" {
		t.Error(diff)
	}
}

func TestASecretThatIsKeptMustBeThere(t *testing.T) {
	boss := "users:\n  - email: boss@example.net\n    role: owner\n    contact_methods: [{label: hook, type: webhook, address: \"https://example.net/\", secret: (stored)}]\n"
	text := strings.Replace(night, "users:\n", boss, 1)
	if u := byEmail(t, apply(t, stored(t), text), "boss@example.net"); u.ContactMethods[0].Secret != "s3cret" {
		t.Errorf("the secret is %q", u.ContactMethods[0].Secret)
	}
	want := "config.yaml:4:93: users[0].contact_methods[0].secret: nothing is stored to keep here; write the value itself"
	if got := refused(t, nil, text); got != want {
		t.Errorf("got %s", got)
	}
	moved := strings.Replace(strings.Replace(text, "secret: (stored)", "secret: x", 1), `type: webhook, address: "https://example.net/"`, "type: sms, address: (stored)", 1)
	want = "config.yaml:4:57: users[0].contact_methods[0].address: what is stored is for another type (webhook); write the address itself"
	if got := refused(t, stored(t), moved); got != want {
		t.Errorf("got %s", got)
	}
}

func TestTheAckTimeoutIsHalfAnHourUnlessSaid(t *testing.T) {
	for said, want := range map[string]time.Duration{"": 30 * time.Minute, "    ack_timeout: off\n": 0, "    ack_timeout: 0s\n": 0, "    ack_timeout: 1h\n": time.Hour} {
		text := edit(t, "    escalation_policy: Default\n", "    escalation_policy: Default\n"+said)
		if got := only(t, apply(t, nil, text).Services).AckTimeout; got != want {
			t.Errorf("%q: %s", said, got)
		}
	}
}
