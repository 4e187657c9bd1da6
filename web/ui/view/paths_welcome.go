package view

// Addresses of the first start. Each step has a page (GET); its form is posted
// there.
const (
	PathWelcome          = "/welcome"
	PathWelcomeMail      = PathWelcome + "/mail"
	PathWelcomeMailTest  = PathWelcomeMail + "/test" // POST
	PathWelcomeContact   = PathWelcome + "/contact"
	PathWelcomeOnCall    = PathWelcome + "/oncall"
	PathWelcomeTest      = PathWelcome + "/test" // POST: field "method"
	PathWelcomeSender    = PathWelcome + "/sender"
	PathWelcomeHeartbeat = PathWelcome + "/heartbeat"
	PathWelcomeHide      = PathWelcome + "/hide" // POST: field "hide"
)
