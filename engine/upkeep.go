package engine

import "time"

// BackupSettings are the copies of the store that the box makes by itself.
type BackupSettings struct {
	// Dir is where they go, an absolute path. Empty: none are made, unless the
	// process was started with a directory.
	Dir   string        `json:"dir,omitempty"`
	Every time.Duration `json:"every"` // 6 h, 12 h, a day or a week
	// Hour is the hour of the day, in UTC, from which on the copy of a day or a week
	// is due: 0 to 23.
	Hour int `json:"hour"`
	Keep int `json:"keep"` // how many are kept
	// Recipients are the public keys that copies are encrypted for: age1… or those
	// of ssh. None: they are not encrypted.
	Recipients []string `json:"recipients,omitempty"`
}

// DefaultBackup is what counts where nobody has said anything: no directory, so
// none are made.
func DefaultBackup() BackupSettings {
	return BackupSettings{Every: 24 * time.Hour, Hour: 3, Keep: 14}
}

// Backups are how copies are made: as somebody said, else as usual.
func (s Settings) Backups() BackupSettings {
	if s.Backup == nil {
		return DefaultBackup()
	}
	return *s.Backup
}
