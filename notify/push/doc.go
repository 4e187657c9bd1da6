// Package push delivers messages to telephones through an ntfy server, the
// public one or the provider's own.
//
// A notification carries what, where and since when, opens the page with the
// acknowledge button when touched, and has a button that acknowledges from the
// lock screen by a POST of the phone itself. The delivery id is sent as
// sequence_id, by which a server of version 2.16 or newer shows a repeat in the
// place of the first; an older one ignores it.
package push
