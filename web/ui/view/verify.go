package view

// verifyTitle asks for a code, or says that there is nothing left to do.
func (v VerifyPage) title() string {
	if v.confirmed() {
		return v.Label + " is confirmed"
	}
	return "Confirm " + v.Label
}

func (v VerifyPage) confirmed() bool { return !v.Trust.At.IsZero() && !v.Trust.Unconfirmed }

// trustWords says what is known of an address; "" when there is nothing to say.
func trustWords(t Trust) string {
	switch {
	case t.Spared:
		return "Never confirmed, so no page goes there."
	case t.Unconfirmed:
		return "Never confirmed. Pages go there only because there is no other way that was."
	case t.At.IsZero():
		return "Never verified: it came with the configuration."
	}
	return ""
}

func trustLevel(t Trust) Level {
	if t.Unconfirmed {
		return Warning
	}
	return ""
}

// codeMissing is what to look at when no code arrives, by channel.
func codeMissing(channel string) []string {
	switch channel {
	case "push":
		return []string{
			"Is the ntfy app subscribed to exactly this topic, on the server that the settings name?",
			"May the app notify, and run in the background? Battery saving stops it on many phones.",
		}
	case "sms":
		return []string{
			"Is the number right, with the country's code?",
			"Text messages can take minutes. Some networks hold back what comes from a sender they do not know.",
		}
	case "email":
		return []string{
			"Look into the folder for spam.",
			"A first mail from a new sender is often held back for ten minutes (greylisting). Then ask for a new code.",
		}
	}
	return []string{
		"The code is the field “code” of the JSON that is posted, and in its text.",
		"A program that cannot show it to you can still open the link of a test page: acknowledging one confirms the method too.",
	}
}
