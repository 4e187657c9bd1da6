package engine

import "cmp"

// doubt is why a post may not be what its sender sent; empty: there is none, or
// nobody asks. Its key alone does not prove it where the sender's kind signs by itself.
func (in Integration) doubt(post Post) string {
	if post.Signed {
		return ""
	}
	if post.Via != "email" && post.Via != ViaTest && in.Mail.passedBy(post.Raw.Remote) {
		return "it came by another door than mail, past the rules of whose mail may end an incident here"
	}
	if kind, _ := KindOf(in.Type); !kind.Attests {
		return ""
	}
	return cmp.Or(post.Doubt, "what comes by this door is not signed by the sender")
}

// unproven keeps back what a doubtful event may not do. It may open an incident and
// repeat one, because no alert must be lost; but who forges the end of one keeps
// everybody asleep.
func unproven(ev Event, doubt string) Event {
	if doubt != "" && ev.Quarantine == "" && (ev.Action == Resolve || ev.Action == Acknowledge) {
		ev.Quarantine = oneLine("unverified: "+doubt, 500)
	}
	return ev
}

// held keeps an event in quarantine. Of a recovery, or an acknowledgement, the
// incident says that it waits; but not of mail: anybody can send that, and fill a
// timeline.
func (d door) held(ev Event) (Verdict, error) {
	verdict := Verdict{Fate: Quarantined, Key: ev.Key, Reason: ev.Quarantine}
	what := map[Action]string{Resolve: "recovery", Acknowledge: "acknowledgement"}[ev.Action]
	if what == "" || ev.Mail != nil {
		return verdict, nil
	}
	alert, live, err := d.alert(ev)
	if err != nil || !live || !alert.Open {
		return verdict, err
	}
	s, err := stateOf(d.tx, alert.Incident)
	if err != nil {
		return Verdict{}, err
	}
	t := newTurn(s, d.actor(), d.now)
	t.log(Entry{Type: AnnotateEntry, Post: d.post, Text: "Unverified " + what + ", without effect (" + ev.Quarantine + "). If it is true, let it in on the page of its event."})
	verdict.Incident = alert.Incident
	return verdict, d.tx.Apply(t.changes())
}
