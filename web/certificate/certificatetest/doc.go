// Package certificatetest has the peers of [wakeman/web/certificate] for tests:
// a DNS server whose zone is changed by signed updates, as an admin's own is.
package certificatetest
