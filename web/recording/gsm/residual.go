package gsm

// samplesPerSub is how many samples a quarter of a frame has.
const samplesPerSub = FrameSamples / 4

// residual is what the pitch does not explain: 13 pulses, three samples apart, from
// the one at grid on (EN 300 961 sections 5.2.15 to 5.2.17).
func (s subframe) residual() (out [samplesPerSub]int16) {
	exponent, mantissa := scale(s.peak)
	// Table 4.6, the normalised inverse mantissa.
	factor := [8]int16{18431, 20479, 22527, 24575, 26623, 28671, 30719, 32767}[mantissa]
	shift := 6 - exponent
	half := shiftLeft(1, shift-1)
	for i, pulse := range s.pulse {
		v := add(mult(factor, (pulse<<1-7)<<12), half)
		out[int(s.grid)+3*i] = shiftRight(v, shift)
	}
	return out
}

// scale splits the coded peak of the pulses into its exponent, from -4 to 6, and
// its mantissa, from 0 to 7.
func scale(peak int16) (exponent int, mantissa int16) {
	if peak > 15 {
		exponent = int(peak>>3) - 1
	}
	mantissa = peak - int16(exponent)<<3
	if mantissa == 0 {
		return -4, 7
	}
	for mantissa <= 7 {
		mantissa = mantissa<<1 | 1
		exponent--
	}
	return exponent, mantissa - 8
}
