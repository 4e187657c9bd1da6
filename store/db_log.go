package store

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
)

// boltLog passes bbolt's messages on. Its Debug is several lines for each key that is touched, with the key, and is left
// out; its Info is about every open, its Error comes back as an error too, so both are debug messages here.
type boltLog struct{ log *slog.Logger }

func (l boltLog) print(level slog.Level, v []any) {
	if l.log.Enabled(context.Background(), level) {
		l.log.Log(context.Background(), level, "bbolt: "+fmt.Sprint(v...))
	}
}

func (l boltLog) printf(level slog.Level, format string, v []any) {
	if l.log.Enabled(context.Background(), level) {
		format = strings.ReplaceAll(format, "%w", "%v") // bbolt has %w in its log formats
		l.log.Log(context.Background(), level, "bbolt: "+fmt.Sprintf(format, v...))
	}
}

func (l boltLog) Debug(...any)                     {}
func (l boltLog) Debugf(string, ...any)            {}
func (l boltLog) Info(v ...any)                    { l.print(slog.LevelDebug, v) }
func (l boltLog) Infof(format string, v ...any)    { l.printf(slog.LevelDebug, format, v) }
func (l boltLog) Warning(v ...any)                 { l.print(slog.LevelWarn, v) }
func (l boltLog) Warningf(format string, v ...any) { l.printf(slog.LevelWarn, format, v) }
func (l boltLog) Error(v ...any)                   { l.print(slog.LevelDebug, v) } // the error comes back as well and is judged there
func (l boltLog) Errorf(format string, v ...any)   { l.printf(slog.LevelDebug, format, v) }

// Fatal and Panic must not end the process behind our back; a panic is caught and judged.
func (l boltLog) Fatal(v ...any)                 { panic(fmt.Sprint(v...)) }
func (l boltLog) Fatalf(format string, v ...any) { panic(fmt.Sprintf(format, v...)) }
func (l boltLog) Panic(v ...any)                 { panic(fmt.Sprint(v...)) }
func (l boltLog) Panicf(format string, v ...any) { panic(fmt.Sprintf(format, v...)) }
