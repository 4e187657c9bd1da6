// Package hook delivers messages to webhooks: one signed HTTP POST of JSON per
// attempt, by which a provider connects what Wakeman has no driver for.
//
// [Body] is the whole contract with the receiver, and is stable: fields are
// added, never renamed or left out. The signature is that of Standard Webhooks
// (https://www.standardwebhooks.com), with the delivery id as webhook-id, so a
// receiver drops repeats by remembering ids; and beside it PagerDuty's header,
// for receivers that were written for its webhooks.
package hook
