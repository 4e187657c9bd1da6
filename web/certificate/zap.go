package certificate

import (
	"context"
	"log/slog"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// zapLogger hands what the ACME library logs to ours. It tells of each step as
// news; here those are details, because what matters comes as events.
func zapLogger(log *slog.Logger) *zap.Logger { return zap.New(slogCore{log.Handler()}) }

type slogCore struct{ to slog.Handler }

func levelOf(l zapcore.Level) slog.Level {
	switch {
	case l >= zapcore.ErrorLevel, l == zapcore.WarnLevel:
		return slog.LevelWarn
	}
	return slog.LevelDebug
}

// Enabled reports whether a line of this weight is written.
func (c slogCore) Enabled(l zapcore.Level) bool {
	return c.to.Enabled(context.Background(), levelOf(l))
}

// With adds fields to every line.
func (c slogCore) With(fields []zapcore.Field) zapcore.Core {
	return slogCore{c.to.WithAttrs(attrs(fields))}
}

// Check adds this core to those that write a line.
func (c slogCore) Check(e zapcore.Entry, to *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if c.Enabled(e.Level) {
		return to.AddCore(e, c)
	}
	return to
}

// Write writes a line.
func (c slogCore) Write(e zapcore.Entry, fields []zapcore.Field) error {
	r := slog.NewRecord(e.Time, levelOf(e.Level), "acme: "+e.Message, 0)
	r.AddAttrs(attrs(fields)...)
	return c.to.Handle(context.Background(), r)
}

// Sync has nothing to do: nothing is kept back.
func (slogCore) Sync() error { return nil }

func attrs(fields []zapcore.Field) []slog.Attr {
	list := make([]slog.Attr, 0, len(fields))
	for _, f := range fields {
		values := zapcore.NewMapObjectEncoder()
		f.AddTo(values)
		for key, value := range values.Fields {
			list = append(list, slog.Any(key, value))
		}
	}
	return list
}
