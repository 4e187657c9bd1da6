package recording

import (
	"bytes"

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
	unknown    format = ""
)

func formatOf(b []byte) format {
	switch {
	case bytes.HasPrefix(b, []byte("RIFF")) && len(b) >= 12 && string(b[8:12]) == "WAVE":
		return formatWave
	case bytes.HasPrefix(b, []byte("OggS")):
		return formatOgg
	case bytes.HasPrefix(b, []byte("fLaC")):
		return formatFLAC
	case bytes.HasPrefix(b, []byte("ID3")), isMPEG(b):
		return formatMP3
	case gsm.IsPlain(b): // last: its mark is but four bits
		return formatGSM
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
