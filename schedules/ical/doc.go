// Package ical is iCalendar (RFC 5545), as far as calendars that are subscribed to need it: shifts go out as a feed, and
// holidays and absences come in from feeds of others. It is text in and values out; who fetches and who serves is not its
// affair.
//
//	Write      events → the text of a calendar
//	Stretches  a schedule's calendar and an instant → who is on call when, as far as a feed shows it
//	Read       the text of a calendar and a window → what takes place in it, recurrences written out
//
// # Out
//
// A feed says nothing new when nothing changed: its text is a function of its events, so that an ETag made of it works. An
// event keeps its UID for as long as the same person's shift begins at the same instant. Times are written on the clock of
// the feed's zone, and the feed says how that clock goes (VTIMEZONE): each change between its first and its last time, and no
// rule. What lies in the hour that is doubled when summer time ends is written in UTC.
//
// # In
//
// Text from outside is hostile. Everything is bounded: size, line, components, recurrences, and the window that they are
// written out for. What can not be read is an error that names the line, and the whole calendar is refused: half of
// somebody's holidays would page them on the other half. Lines that have no say in when anything takes place may be broken, and
// are passed over. Time zones are the other exception: one that is not known, by name or by the calendar's own rules, is read
// as the calendar's or the reader's, and whoever reads is told.
//
// Recurrences are counted on the wall clock of the event's zone and then put into time by package civil, so that a weekly
// event keeps its hour and one at 02:30 in the night the clocks go forward begins when the gap ends.
package ical
