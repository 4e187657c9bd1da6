package view

// genericSenders say what they have to say in an address, a form or a line of
// text. The same stand in docs/integrations/generic.md, where a test runs them.
func genericSenders() []Sender {
	kinds := []string{Generic}
	return []Sender{
		{
			kinds: kinds, Name: "curl or wget", Steps: "Say host and status, and whatever else there is. down, problem, firing … open; up, ok, resolved … resolve the same host.",
			Texts: []Field{
				{"In a shell: something is wrong", `curl -sS --fail --retry 3 '<BASE>/hooks/generic/<KEY>' -d host=tower-7 -d status=down -d 'message=No answer for 5 min'`},
				{"In a shell: it is over", `curl -sS --fail --retry 3 '<BASE>/hooks/generic/<KEY>' -d host=tower-7 -d status=up`},
				{"With wget, in the address alone", `wget -qO- '<BASE>/hooks/generic/<KEY>?host=tower-7&status=down'`},
			},
			Note: "This pages: it is no test. With status=test it is shown and pages nobody.",
		},
		{
			kinds: kinds, Name: "MikroTik RouterOS, Netwatch", Steps: "Tools › Netwatch: one line for down, one for up.",
			Texts: []Field{
				{"Down", `/tool fetch url="<BASE>/hooks/generic/<KEY>" http-method=post http-data="host=tower-7&status=down&site=elm-ridge" output=none`},
				{"Up", `/tool fetch url="<BASE>/hooks/generic/<KEY>" http-method=post http-data="host=tower-7&status=up&site=elm-ridge" output=none`},
			},
		},
		{
			kinds: kinds, Name: "A webhook with a body of its own", Steps: "Point it at the address. If its fields have other names than usual, teach it: the link above, or beside a post in the event log.",
			Fields: []Field{{"Address", "<BASE>/hooks/generic/<KEY>"}},
			Note:   "JSON, a form, a multipart form and plain text are taken. What can not be read opens an incident all the same.",
		},
	}
}
