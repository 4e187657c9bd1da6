// Package duty is what people do with their own time on call: take it over now, give it back, ask who takes a shift of
// theirs, and take, decline or withdraw such a request.
//
// # The model
//
// A deed gets a configuration that may be changed (as the change of a [config.Editor] does), who does it, and the instant.
// It either changes the configuration or says in a sentence why not, as an [engine.Failure]; it never does half. Pages and
// the API call the same deeds, inside the transaction, so of two who take the same request one finds it gone.
//
//	take now     an override from now on, in place of whoever is on call or beside them
//	override     somebody, or nobody, goes on call for a time to come; only by whoever may change the schedule
//	give back    the override ends, or is gone if it had not begun; whoever had the time before has it again. What was agreed
//	             for a time to come is not given back but asked for
//	ask          a [schedules.Swap]: nothing moves, who asks stays on call
//	take         the request becomes an override, or two when something is given in exchange, and is closed
//
// What every deed is held to: nobody is put on call who did not say so themselves, unless whoever may change the schedule
// says it; and no instant is left with fewer people on call than before, unless that was said too.
package duty
