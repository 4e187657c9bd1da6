// Package sms delivers messages as text messages through any gateway that is
// called over HTTP: a provider's API, or a modem's box in the rack.
//
// The gateway is described, not programmed: [Config] holds the request with the
// placeholders {to}, {text} and {id}, and how success is told from failure.
// Placeholders are replaced once and escaped for the place they stand in; there
// is no template language. The text is built for a small screen: the essential
// first, the link last and never cut.
package sms
