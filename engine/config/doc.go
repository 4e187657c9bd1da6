// Package config is configuration as code: one YAML file that says who is paged
// about what, and the way between it and what is stored.
//
//	file ── Parse ──> Document ── Resolve(stored) ──> *engine.Config ── Lint ──> Warnings
//	  ^                                                 │    │
//	  └──────────────────── Export ─────────────────────┘    └── Diff(stored, new) ──> Changes
//
// A file names things by what people call them: e-mail addresses, names,
// labels. The store knows them by ids, which incidents and timers refer to.
// Resolve turns the one into the other and keeps the id of what keeps its name,
// so that applying a file twice changes nothing, and editing one line changes
// one thing.
//
// The YAML library gives the tree only; the fields are read from it here, by
// hand. That is what lets every error name its line, its column and its field,
// lets all errors of a file be reported at once, and keeps a key like 0123… or a
// number like +1555… the text that the admin wrote.
//
// Pages and the API change one thing at a time: Edit holds what that leads to
// to the same rules, by writing it as a file and reading it again, and an Editor
// puts it in force.
//
// Everything here is pure: no disk, no network, no clock; what an Editor
// changes, its store writes.
package config
