package gsm

// maxLag is how far back a pitch may reach, in samples.
const maxLag = 120

// Decoder remembers what a frame takes over from those before it. Make it with
// [NewDecoder].
type Decoder struct {
	past     [maxLag]int16 // of the signal before the filter, oldest first
	lag      int
	areas    [8]int16
	filter   [9]int16
	emphasis int16
}

// NewDecoder makes a decoder at the beginning of a recording.
func NewDecoder() *Decoder { return &Decoder{lag: 40} }

// Plain decodes frames of [PlainBytes] to at most limit samples. What does not
// begin like a frame, and a broken frame at the end, is left out: ok is false if
// there is no frame at all.
func Plain(b []byte, limit int) (samples []int16, ok bool) {
	d := NewDecoder()
	for ; len(b) >= PlainBytes && len(samples)+FrameSamples <= limit; b = b[PlainBytes:] {
		if b[0]>>4 != magic {
			continue
		}
		r := bitReader{b: b[:PlainBytes], at: 4}
		samples = d.decode(samples, r.read())
	}
	return samples, len(samples) > 0
}

// IsPlain reports whether b begins with frames, as a file named .gsm does.
func IsPlain(b []byte) bool {
	n := min(len(b)/PlainBytes, 8)
	for i := range n {
		if b[i*PlainBytes]>>4 != magic {
			return false
		}
	}
	return n > 0
}

// Microsoft decodes blocks of [MicrosoftBytes] to at most limit samples. A broken
// block at the end is left out.
func Microsoft(b []byte, limit int) (samples []int16) {
	d := NewDecoder()
	for ; len(b) >= MicrosoftBytes && len(samples)+2*FrameSamples <= limit; b = b[MicrosoftBytes:] {
		r := bitReader{b: b[:MicrosoftBytes], lowFirst: true}
		samples = d.decode(samples, r.read())
		samples = d.decode(samples, r.read())
	}
	return samples
}

// decode appends the samples of a frame.
func (d *Decoder) decode(to []int16, p params) []int16 {
	var frame [FrameSamples]int16
	for i, s := range p.sub {
		d.longTerm(s, frame[i*samplesPerSub:][:samplesPerSub])
	}
	now := areas(p.lar)
	for i, from := range [4]int{0, 13, 27, 40} {
		end := [4]int{13, 27, 40, FrameSamples}[i]
		shortTerm(reflections(between(d.areas, now, from)), &d.filter, frame[from:end])
	}
	d.areas = now
	for _, s := range frame {
		d.emphasis = add(s, mult(d.emphasis, 28180))
		to = append(to, add(d.emphasis, d.emphasis)&^7)
	}
	return to
}

// longTerm adds the pitch to the residual: what was there one lag ago, by the gain
// (EN 300 961 section 5.3.2). A lag out of range is that of the last quarter.
func (d *Decoder) longTerm(s subframe, out []int16) {
	if s.lag >= 40 && s.lag <= maxLag {
		d.lag = int(s.lag)
	}
	gain := [4]int16{3277, 11469, 21299, 32767}[s.gain] // table 4.3b
	for k, v := range s.residual() {
		out[k] = add(v, mult(gain, d.past[maxLag+k-d.lag]))
	}
	copy(d.past[:], d.past[samplesPerSub:])
	copy(d.past[maxLag-samplesPerSub:], out)
}
