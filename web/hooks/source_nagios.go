package hooks

import (
	"strings"

	"wakeman/engine"
)

// sourceNagiosCommand takes what a notification command of Nagios posts: its
// macros, as a form or as JSON, with or without the prefix NAGIOS_.
func sourceNagiosCommand() source {
	return source{name: "nagios_command", decode: decodeMacros}
}

// sourceIcinga2 takes the same of Icinga 2, by the names that it has for them, too:
// host.name, notification.type.
func sourceIcinga2() source {
	return source{name: "icinga2", decode: decodeMacros}
}

func decodeMacros(m *mender, r Request) ([]engine.Event, error) {
	f, err := m.fields(r, certain{})
	if err != nil {
		return nil, err
	}
	macros := f.macros("NAGIOS_", "ICINGA_")
	if macros["HOSTNAME"] == "" {
		if len(macros) == 0 || macros["BODY"] != "" {
			return nil, errOther
		}
		m.note("HOSTNAME was missing")
		return []engine.Event{m.nameless(r, macros)}, nil
	}
	return []engine.Event{m.nagios(macros)}, nil
}

// macros are the fields by Nagios' names.
func (f fields) macros(prefixes ...string) map[string]string {
	out := make(map[string]string, len(f.sent))
	for folded, v := range f.folded {
		name := strings.ToUpper(folded)
		for _, prefix := range prefixes {
			name = strings.TrimPrefix(name, strings.TrimSuffix(prefix, "_"))
		}
		switch name {
		case "PDNAGIOSOBJECT":
			name = "pd_nagios_object"
		case "HOST":
			name = "HOSTNAME"
		case "SERVICE", "SERVICENAME", "SERVICEDESCRIPTION":
			name = "SERVICEDESC"
		case "TYPE":
			name = "NOTIFICATIONTYPE"
		}
		if v != "" && out[name] < string(v) { // two names for one: each time the same
			out[name] = string(v)
		}
	}
	return aboutOne(out)
}

// aboutOne gives state and output, where they are said without saying whose,
// to what the notification is about.
func aboutOne(f map[string]string) map[string]string {
	about := "HOST"
	if f["SERVICEDESC"] != "" {
		about = "SERVICE"
	}
	for _, name := range []string{"STATE", "OUTPUT"} {
		if f[name] != "" && f[about+name] == "" {
			f[about+name] = f[name]
		}
	}
	return f
}
