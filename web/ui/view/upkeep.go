package view

func backupSpanOptions() []Option {
	return []Option{{"6h", "every 6 hours"}, {"12h", "every 12 hours"}, {"1d", "every day"}, {"1w", "every week, on Monday"}}
}
