package view

// tokenHelp says where the setup token is.
func tokenHelp(c Clock, v SetupPage) string {
	help := "Printed when the server started"
	if v.TokenFile != "" {
		help += ", and kept on the box in " + v.TokenFile
	}
	if !v.Expires.IsZero() {
		help += ". It ends " + c.Ago(v.Expires) + "; a restart makes a new one"
	}
	return help + "."
}

func (v ErrorPage) title() string {
	switch v.Status {
	case 400:
		return "That can not be read"
	case 403:
		return "You may not do that"
	case 404:
		return "There is nothing here"
	case 409:
		return "Somebody was faster"
	case 429:
		return "Too often"
	case 503:
		return "Not able to at the moment"
	}
	return "Something broke"
}

// what is the given sentence, or what the status usually means.
func (v ErrorPage) what() string {
	if v.What != "" {
		return v.What
	}
	switch v.Status {
	case 400:
		return "The address or the form had something in it that makes no sense here."
	case 403:
		return "Your role does not allow it, or the request came from another site."
	case 404:
		return "The address is wrong, or what was here is kept no longer."
	case 409:
		return "It changed while you were looking. Nothing of yours was lost."
	case 429:
		return "This address asked more often than is good for the others."
	case 503:
		return "The store does not take changes right now. Paging goes on by the emergency list."
	}
	return "The fault is ours. Incidents and paging are not touched by it."
}

// do is what to do next.
func (v ErrorPage) do() string {
	if v.Do != "" {
		return v.Do
	}
	switch v.Status {
	case 403:
		return "Ask an admin for the role, or sign in as somebody else."
	case 404:
		return "Start from the incidents, or search the event log."
	case 409:
		return "Look again, then decide."
	case 429, 503:
		return "Wait a little, then try the same again."
	}
	return "Go back and try again. If it happens twice, the log has the cause under the number below."
}
