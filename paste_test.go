package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/web/ui/view"
)

// pasted is a text that an admin copies from Wakeman as it stands: off the page of
// an integration or of a heartbeat, or out of the handbook.
type pasted struct {
	id      string // "checkmk · Checkmk · FILE", "docs/email.md 2"
	text    string
	address string // where its sender is pointed, if that is a field beside it
}

// proof is how a pasted text is proven: by running it, or, where its interpreter
// can not be had, by doing what that interpreter does with it.
type proof struct {
	try  func(x *bench, p pasted)
	want []string // what arrives at the box: "trigger KEY | SUMMARY", "beat NAME"
}

// Every text that an admin is given to paste works as it stands: only the address
// of the box is that of the test. A text that nobody tries fails the test.
func TestWhatIsGivenToPasteWorksAsPasted(t *testing.T) {
	x := newBench(t)
	proofs := proofs()
	for _, p := range slices.Concat(x.onPages(), x.onHeartbeats(), x.inTheHandbook()) {
		tried, there := proofs[p.id]
		if !there {
			tried, there = x.ownPost(p)
		}
		if !there {
			t.Errorf("nothing tries what is given to paste at %q:\n%s", p.id, p.text)
			continue
		}
		delete(proofs, p.id)
		t.Run(p.id, func(t *testing.T) {
			x.T = t
			x.heard()
			tried.try(x, p)
			if diff := cmp.Diff(tried.want, anyKey(x.heard(), tried.want)); diff != "" {
				t.Errorf("what arrived (-want +got):\n%s\nof what was pasted:\n%s", diff, p.text)
			}
		})
		x.T = t
	}
	for id := range maps.Keys(proofs) {
		t.Errorf("%q is tried, but given to nobody", id)
	}
}

// onPages are the texts of the integrations' pages, and the addresses in them that
// stand alone.
func (x *bench) onPages() (list []pasted) {
	for _, kind := range engine.Kinds() {
		for _, s := range view.Senders(x.plug(kind)) {
			list = append(list, x.ofSender(kind.Name, s)...)
		}
	}
	return list
}

// onHeartbeats are those of a heartbeat's page, each with a heartbeat of its own.
func (x *bench) onHeartbeats() (list []pasted) {
	for i := range waysToReport {
		texts := []pasted{}
		for _, s := range view.Beaters(x.base+"/beat/"+reportKey(i), reportKey(i)+"@alerts.example.net") {
			texts = append(texts, x.ofSender("heartbeat", s)...)
		}
		if len(texts) >= waysToReport {
			x.Fatalf("%d ways to report, and only %d heartbeats to try them with", len(texts), waysToReport-1)
		}
		if i < len(texts) {
			list = append(list, texts[i])
		}
	}
	return list
}

func (x *bench) ofSender(page string, s view.Sender) (list []pasted) {
	address := ""
	for _, f := range s.Fields {
		if !strings.HasPrefix(f.Value, "http") && !strings.Contains(f.Value, "@") {
			continue
		}
		address = f.Value
		if len(s.Texts) == 0 {
			list = append(list, pasted{id: page + " · " + s.Name + " · " + f.Name, text: f.Value, address: f.Value})
		}
	}
	for _, f := range s.Texts {
		list = append(list, pasted{page + " · " + s.Name + " · " + f.Name, x.here(f.Value), address})
	}
	return list
}

// inTheHandbook are the fenced blocks of the pages about senders, counted.
func (x *bench) inTheHandbook() (list []pasted) {
	pages, err := filepath.Glob("docs/integrations/*.md")
	if err != nil {
		x.Fatal(err)
	}
	pages = append(pages, "docs/senders.md", "docs/events-api.md", "docs/email.md", "docs/heartbeats.md")
	fence := regexp.MustCompile("(?ms)^```[a-z]*\n(.*?)\n```$")
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			x.Fatal(err)
		}
		for i, m := range fence.FindAllStringSubmatch(string(text), -1) {
			list = append(list, pasted{id: fmt.Sprintf("%s %d", page, i+1), text: x.here(m[1])})
		}
	}
	return list
}

// ownPost proves an address that stands alone, of a type with a format of its own:
// the sender's own post goes there.
func (x *bench) ownPost(p pasted) (proof, bool) {
	kind, _, _ := strings.Cut(p.id, " · ")
	if k, known := engine.KindOf(kind); !known || !k.Hook || p.text != p.address {
		return proof{}, false
	}
	return proof{func(x *bench, p pasted) { x.posts(example(x, kind, "firing"), p.address) }, example(x, kind, "firing").want}, true
}
