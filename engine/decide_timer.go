package engine

// fire decides what a timer that is due means for the incident as it is now. A
// timer that no longer fits means nothing: whatever made it moot also stopped
// it, and this is the second net.
func (t *turn) fire(kind TimerKind) {
	t.stopTimer(kind)
	switch kind {
	case EscalateTimer:
		t.escalateDue()
	case AckTimer:
		if t.Incident.Status == Acked {
			t.unacknowledge("the acknowledgement timed out")
		}
	case SnoozeTimer:
		if t.Incident.Status == Acked {
			t.unacknowledge("the snooze is over")
		}
	case AutoResolveTimer:
		if t.Incident.Status.Open() {
			t.resolve("It was open longer than the service allows.")
		}
	case StaleTimer:
		t.staleDue()
	}
}

func (t *turn) escalateDue() {
	if t.Incident.Status != Triggered {
		return
	}
	l := t.Incident.Level
	switch {
	case l.Paused:
		t.goOn("the pause is over, and it is still open")
	case l.Exhausted && l.EverReached: // by a message that got through late
		t.goOn("nobody acknowledged, so it starts over")
	case l.Exhausted:
		t.goOn("nobody was reached, so it starts over")
	case t.now.Sub(l.NextAt) > tooLate:
		t.pageAfresh("the next step is overdue: Wakeman was not running, or its clock was stepped")
	default:
		t.goOn("nobody acknowledged in time")
	}
}

func (t *turn) staleDue() {
	switch t.Incident.Status {
	case Acked:
		t.unacknowledge("it is still open long after it was acknowledged")
	case Triggered:
		t.begin("it is still open, and nobody has acknowledged it")
	}
}
