package main

import (
	"strings"
)

// routerOS does what RouterOS 7 does with a line of its terminal, as far as the
// examples go: fetch, a mail, a netwatch or a scheduler that has such lines in it.
func routerOS(values ...string) try {
	known := strings.NewReplacer(append([]string{"$[/system identity get name]", "core-router", "[/system identity get name]", "core-router"}, values...)...)
	return func(x *bench, p pasted) { x.router(p.text, known) }
}

func (x *bench) router(line string, known *strings.Replacer) {
	x.Helper()
	command, args := routerLine(x, line)
	value := func(name string) string { return known.Replace(args[name]) }
	switch command {
	case "/tool fetch":
		if args["output"] != "none" {
			x.Errorf("each fetch leaves a file in the router's flash: %s", line)
		}
		own := post{method: strings.ToUpper(args["http-method"]), body: value("http-data"), header: map[string]string{}}
		if own.method == "" {
			own.method = "GET"
		}
		if name, said, ok := strings.Cut(args["http-header-field"], ": "); ok {
			own.header[name] = said
		}
		x.posts(own, value("url"))
	case "/tool e-mail send":
		x.mails(value("server")+":"+args["port"], value("from"), value("to"), value("subject"), value("body"))
	case "/tool netwatch add":
		x.router(args["down-script"], known)
		x.router(args["up-script"], known)
	case "/system scheduler add":
		x.router(args["on-event"], known)
	default:
		x.Fatalf("not a line for RouterOS: %s", line)
	}
}

// routerLine splits a line into its command and its arguments, with the quotes of
// RouterOS' language: in "…" a backslash takes what follows as it is.
func routerLine(x *bench, line string) (command string, args map[string]string) {
	x.Helper()
	args = map[string]string{}
	var words []string
	for rest := line; rest != ""; {
		var word string
		word, rest = routerWord(rest)
		name, value, isArg := strings.Cut(word, "=")
		switch {
		case isArg:
			args[name] = value
		case len(args) > 0:
			x.Fatalf("%q stands behind arguments: %s", word, line)
		default:
			words = append(words, word)
		}
	}
	return strings.Join(words, " "), args
}

// routerWord takes the first word off a line, without its quotes.
func routerWord(line string) (word, rest string) {
	var b strings.Builder
	quoted, brackets := false, 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case quoted && c == '\\' && i+1 < len(line):
			i++
			b.WriteByte(line[i])
		case c == '"':
			quoted = !quoted
		case !quoted && c == ' ' && brackets == 0:
			return b.String(), line[i+1:]
		default:
			if !quoted && c == '[' {
				brackets++
			}
			if !quoted && c == ']' {
				brackets--
			}
			b.WriteByte(c)
		}
	}
	return b.String(), ""
}
