// Acme runs the real program against a real ACME server, Pebble, with a DNS
// server of its own. For each way to prove a name (HTTP-01, TLS-ALPN-01, DNS-01):
//
//  1. The ACME server is down. The box starts, takes an event and pages, and
//     serves HTTPS with a certificate of its own making.
//  2. The ACME server comes up. The box gets its certificate, and whoever trusts
//     that server's root, and nothing else, reaches the box.
//  3. The ACME server goes down and the box is started again: it serves the same
//     certificate at once.
//
// Run by make acme; see run.
package main
