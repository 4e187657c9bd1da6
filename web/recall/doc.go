// Package recall reads the event log again, for what judges events that have come
// already.
//
//	event log ── newest Most events ──> decode what arrived again ──> trial.Run
//
// What arrived is decoded by the decoder of the door through which it came. Where
// its bytes are no longer kept, or are read otherwise today (an integration has
// another mapping, a decoder was mended), the event is what the log says of it. The
// log is right about what it says: action, summary, source, severity and key are
// always the log's.
//
// All of it takes [Limit] at most: decoding runs beside, and what is not done by
// then is left out.
package recall
