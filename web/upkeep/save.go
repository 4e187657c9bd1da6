package upkeep

import (
	"context"

	"wakeman/engine"
	"wakeman/engine/config"
)

// Editor changes the configuration; see [config.Editor].
type Editor interface {
	Do(ctx context.Context, actor engine.Actor, change func(next *engine.Config) error) ([]config.Change, error)
}

// Saver stores how copies of the store are made.
type Saver struct {
	Backuper
	Editor
}

// Save stores settings, of which those that the process was started with stay as
// they are stored. A new directory is tried first: outside of the store's
// transaction, because a disk may take its time. unchanged refuses where somebody
// else was quicker.
func (s Saver) Save(ctx context.Context, actor engine.Actor, want engine.BackupSettings, unchanged func(engine.Settings) error) ([]config.Change, error) {
	now := s.Health()
	if want.Dir != now.Settings.Dir && now.Fixed["dir"] == "" {
		if err := s.TryDirectory(ctx, want.Dir); err != nil {
			return nil, err
		}
	}
	return s.Do(ctx, actor, func(next *engine.Config) error {
		if err := unchanged(next.Settings); err != nil {
			return err
		}
		next.Settings.Backup = config.BackupOf(now.Fixed.keep(next.Settings.Backups(), want))
		return nil
	})
}

// keep are settings as wanted, but for those that are fixed.
func (f Fixed) keep(stored, want engine.BackupSettings) engine.BackupSettings {
	if f["dir"] != "" {
		want.Dir = stored.Dir
	}
	if f["keep"] != "" {
		want.Keep = stored.Keep
	}
	if f["recipients"] != "" {
		want.Recipients = stored.Recipients
	}
	return want
}
