// Package origin asks the DNS whether a mail from outside is from whom it says: SPF
// (RFC 7208), DKIM (RFC 6376) and DMARC (RFC 7489).
//
// It is an opinion about a mail and never its judge: an alarm must get through while
// the uplink is down, which is when alarms come. So all of it together has a few
// seconds; what is not known by then is "not checked", and when no name server
// answers at all, nothing is asked for a minute. Mail from one's own networks is not
// looked at: UPSs and switches have neither.
//
// There is no ARC (RFC 8617): what a mailing list forwards mostly fails.
package origin
