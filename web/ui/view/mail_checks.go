package view

// mailChecks are what an integration can ask of mail from outside.
func mailChecks() []Option {
	return []Option{
		{"", "Nothing"},
		{"dmarc", "DMARC: the author's domain says it is its own"},
		{"dkim", "DKIM: somebody has signed it"},
		{"spf", "SPF: its machine may send for the sender's domain"},
	}
}
