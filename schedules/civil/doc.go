// Package civil is local wall-clock arithmetic, and the one policy for the hours that daylight saving skips and doubles.
//
// # The model
//
// A rota is written in the words of a clock on a wall: "Mondays at nine". [DateTime] is such a reading, without a zone;
// [Wall] is the same thing as a count of seconds, in which a day always has 86,400 and a week always has seven days, so
// that the arithmetic of turns and weekly hours is plain division.
//
// Real clocks are put forward and back. Two functions, and nothing else in Wakeman, cross between readings and instants:
//
//	Instant(reading, zone) → the first instant at which the clock shows that reading or a later one
//	Read(instant, zone)    → the furthest the clock has got by that instant
//
// # The policy: a clock that never goes back
//
// Think of a clock that is put forward like every other, but at the end of summer time is stopped, and not turned back,
// until the world has caught up with it. Everything follows from that:
//
//   - A reading that is skipped (02:30 on the night the clocks go forward) happens at the first instant after the gap.
//   - A reading that happens twice (02:30 on the night they go back) counts the first time only. Whoever is on call when
//     the clock stops stays on until it goes again: a shift across the doubled hour is an hour longer, one across the
//     skipped hour an hour shorter, and handoffs keep their hour on the wall all year.
//   - A shift starts at its first instant (inclusive) and ends just before the next one starts (exclusive).
//   - Months end where they end: counted from the 31st of January, the turns begin on the 28th (or 29th) of February and on
//     the 31st of March. The day is clamped from the anchor each time, never from the clamped date before it.
//
// For each instant there is exactly one reading, and later instants never have an earlier one:
//
//	Instant(w, zone) ≤ t   if and only if   w ≤ Read(t, zone)
//
// So a partition of readings (turns, weekly hours) is a partition of instants: no gap and no overlap, in any zone, however
// wild its rules, without a special case anywhere above this package.
//
// # What was rejected
//
// The standard library's time.Date makes 01:30 out of 02:30 in some gaps and 03:30 in others, and says that it does not
// promise which. Taking the second of two readings, or skipping a skipped one, leaves a gap or an overlap somewhere.
// Counting hours and seconds as elapsed time from the start, so that each turn is exactly as long as the last, moves an
// 8-hour rota's handoffs to 10:00 for half the year; doing that only for lengths that do not fit a day would make the same
// rota change its meaning when its length is edited. One rule for every unit is easier to predict at 3 am: handoffs are
// where the wall says they are.
package civil
