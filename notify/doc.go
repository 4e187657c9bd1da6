// Package notify carries pages to people.
//
// The engine decides who is told what, and when; this package knows how a
// message leaves the box. It has three parts:
//
//   - leaf types that every other room may use: [Address], [Message],
//     [Delivery], [Outcome];
//   - the [Driver] contract, one implementation per provider family in the
//     packages below (email, hook, push, sms), each held to the suite in
//     notifytest;
//   - the [Dispatcher], which leases due deliveries from a [Queue], hands each
//     to its driver outside any transaction, and reports what became of it.
//
// A driver says only what happened: delivered, accepted, worth a retry, or
// permanently refused, with a reason. Back-off, attempts and which method comes
// next are decided by the engine. Delivery is at least once: a delivery is
// stored before it is sent, its id is the idempotency key, and one that may
// have been sent before a crash says so in its text.
package notify
