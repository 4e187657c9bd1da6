package view

import (
	"slices"
	"strings"
)

// Sender is how one program is pointed at an integration, with that
// integration's address and key filled in.
type Sender struct {
	Name   string
	Steps  string  // where in the program it is set
	Fields []Field // what is typed into a form of the program; the name is as it is there
	Texts  []Field // what is pasted into a file or a shell; the name says where
	Note   string  // what is good to know; may be empty

	kinds []string // types of integration it is shown for
}

// Plug is what a sender has to know of an integration.
type Plug struct {
	Type     string // name of the type of integration
	Base     string // how senders reach the box: http://192.0.2.10:8080
	Key      string
	Address  string // what a sender is pointed at, an http or mail address; with the key in it but where KeyField says otherwise
	KeyField string // where the sender says the key; empty: in the address
	MailHost string // the box's name or address without a port
}

// The types of integration, as the configuration file names them.
const (
	EventsV2  = "events_api_v2"
	EventsV1  = "events_api_v1"
	NagiosWeb = "nagios"
	MailIn    = "email"
	Generic   = "generic"
)

// HookAddress is where an integration takes its sender's own format. base is how
// senders reach the box; kind is the integration's type.
func HookAddress(base, kind, key string) string { return base + "/hooks/" + kind + "/" + key }

// Senders are the programs that can send to an integration, the commonest first.
func Senders(at Plug) []Sender {
	local, domain, _ := strings.Cut(at.Address, "@")
	scheme, authority, _ := strings.Cut(at.Base, "://")
	fill := strings.NewReplacer("<HOOK>", HookAddress(at.Base, at.Type, at.Key), "<SCHEME>", scheme, "<AUTHORITY>", authority,
		"<BASE>", at.Base, "<KEY>", at.Key, "<ADDRESS>", at.Address, "<HOST>", at.MailHost,
		"<DOMAIN>", domain, "<KEYED>", local+"+ups-tower-7@"+domain)
	var list []Sender
	for _, s := range slices.Concat(webSenders(), formSenders(), shellSenders(), genericSenders(), mailSenders(), hookSenders()) {
		if !slices.Contains(s.kinds, at.Type) {
			continue
		}
		s.Steps, s.Note = fill.Replace(s.Steps), fill.Replace(s.Note)
		s.Fields, s.Texts = filled(fill, s.Fields), filled(fill, s.Texts)
		list = append(list, s)
	}
	if len(list) == 0 && at.Address != "" {
		return []Sender{anySender(at)}
	}
	return list
}

// anySender is what can be said of a sender that has no instructions of its own.
func anySender(at Plug) Sender {
	s := Sender{
		Name: "Any sender of this type", Steps: "Where the program asks for the address of a webhook, put this one. POST with the body that it makes by itself.",
		Fields: []Field{{"Address", at.Address}},
		Note:   "The address holds the key: whoever has it can page people.",
	}
	if at.KeyField != "" {
		s.Fields, s.Note = append(s.Fields, Field{at.KeyField, at.Key}), ""
	}
	return s
}

func filled(fill *strings.Replacer, list []Field) []Field {
	var out []Field
	for _, f := range list {
		out = append(out, Field{Name: f.Name, Value: fill.Replace(f.Value)})
	}
	return out
}
