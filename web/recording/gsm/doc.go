// Package gsm decodes GSM 06.10 full-rate speech (ETSI EN 300 961), the codec of
// voicemail that telephone systems send to save room: 160 samples of 8 kHz, which
// are 20 ms, in 260 bits.
//
// A frame holds eight reflection coefficients of a filter that stands for mouth and
// throat, and four times a pitch, its gain, and a coarse picture of what is left.
// Decoding goes the other way round:
//
//	bits ─ params ─> residual (dequantise) ─> + pitch (longTerm) ─> filter (shortTerm) ─> de-emphasis ─> samples
//
// All of it is in the fixed-point arithmetic of the standard, bit by bit, so that
// what comes out is what every other decoder makes of it.
//
// Bits lie in two orders: [Plain] frames of 33 bytes (RFC 3551 section 4.5.8.1; files
// named .gsm), and [Microsoft] blocks of 65 bytes, two frames with the lowest bit
// first (WAV format 0x31; "WAV49").
package gsm
