package recording

import (
	"bytes"
	"path"
	"strings"

	"wakeman/web/recording/gsm"
)

// format is what the first bytes of a recording say that it is.
type format string

const (
	formatWave format = "wav"
	formatGSM  format = "gsm"
	formatMP3  format = "mp3"
	formatOgg  format = "ogg"
	formatFLAC format = "flac"
	formatSun  format = "au"
	// What comes from a telephone line as it is, of which no byte says so.
	formatMuLaw format = "ulaw"
	formatALaw  format = "alaw"
	unknown     format = ""
)

// formatOf goes by the first bytes. Only what has no mark of its own, the samples of
// a telephone line, is taken at its word: whatever it is, it is but noise then.
func formatOf(b []byte, kind, name string) format {
	line := lineFormat(strings.ToLower(kind), strings.ToLower(path.Ext(name)))
	switch {
	case bytes.HasPrefix(b, []byte("RIFF")) && len(b) >= 12 && string(b[8:12]) == "WAVE":
		return formatWave
	case bytes.HasPrefix(b, []byte("OggS")):
		return formatOgg
	case bytes.HasPrefix(b, []byte("fLaC")):
		return formatFLAC
	case bytes.HasPrefix(b, []byte(".snd")):
		return formatSun
	case line != unknown:
		return line
	case bytes.HasPrefix(b, []byte("ID3")), isMPEG(b):
		return formatMP3
	case gsm.IsPlain(b): // last: its mark is but four bits
		return formatGSM
	}
	return unknown
}

// lineFormat is what a type (RFC 4856) or the end of a file's name says of samples
// without a header. audio/basic is µ-law (RFC 2046 section 4.3).
func lineFormat(kind, ext string) format {
	switch {
	case kind == "audio/x-ulaw", kind == "audio/x-mulaw", kind == "audio/pcmu", kind == "audio/basic", ext == ".ul", ext == ".ulaw", ext == ".mulaw":
		return formatMuLaw
	case kind == "audio/x-alaw", kind == "audio/pcma", ext == ".al", ext == ".alaw":
		return formatALaw
	}
	return unknown
}

// isMPEG goes by the header of an MPEG audio frame (ISO 11172-3 section 2.4.1.3) of
// layer III: eleven bits that are set, and no reserved value.
func isMPEG(b []byte) bool {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe0 != 0xe0 {
		return false
	}
	version, layer := b[1]>>3&3, b[1]>>1&3
	rate, sampling := b[2]>>4, b[2]>>2&3
	return version != 1 && layer == 1 && rate != 0 && rate != 15 && sampling != 3
}
