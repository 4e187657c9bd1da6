// Package sample tries out a way into a service: it sends an integration what its
// sender would send, and through the same door.
//
//	embed/samples/TYPE.http ─ fill in, sign ─> hooks.Routes    ─┐
//	embed/samples/TYPE.eml  ─ fill in ───────> mailgate.Deliver ┴─ mark as a test ─> engine.Submit
//
// Nothing of the door is imitated: the route, the signature, the decoder, the mapping
// and the mail rules are those of any post, so what comes of a sample is what comes of
// its sender. Only the last step is ours: each event is marked as test traffic, which
// is shown and pages nobody. Of a mail it is told whether it would be let in if it were
// from a given sender. What a sample can not show is whether the sender reaches the box.
package sample
