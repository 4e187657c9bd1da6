// Package people is who may be woken: users, their contact methods and rules,
// and what an escalation step means at an instant.
//
// A step names targets, a user or a schedule. [Directory.Resolve] turns them
// into people at time t, each once, with the reason why it is they; nobody is
// an answer too, and says why nobody.
package people
