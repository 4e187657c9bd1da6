// Package recording finds the recordings in a mail, mostly a caller's voice that a
// telephone system has attached, and makes them play in a browser.
//
//	mail, as it came ─ Find ─> Recording ─ Playable ─> a WAV that browsers know
//
// Nothing is stored beside the mail itself: a recording is taken out of the kept
// bytes whenever somebody listens. So it lives exactly as long as they do, and
// there is no second copy of a customer's voice to be forgotten somewhere.
//
// What a mail says about a part is not believed: the first bytes decide what it is.
// Telephone systems call GSM "audio/x-wav", and a stranger may call a program so.
//
// Everything is pure, and bounded by the size of the mail and by [MaxLength].
package recording
