package view

// PathRules is the event rules: what they say, how they do, and what they would do
// with an event that somebody pastes.
const PathRules = "/rules"
