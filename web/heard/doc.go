// Package heard says how an integration does: when its sender was last heard, what was
// refused of it, and whether it has been silent for too long.
//
//	event log, refusals, configuration, now ──> Mark
//
// A mark is for whoever looks: it opens nothing and pages nobody. It is read when it is
// shown, and kept nowhere.
package heard
