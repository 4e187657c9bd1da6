// Package enginetest is a small world for the engine, on one goroutine, with a
// clock that only the test moves.
//
// [World] plays what surrounds the engine: the ticker, the dispatcher, carriers
// that accept, refuse, hang or lose what they are handed, and crashes. Nothing
// in it waits: [World.Pass] jumps from one due instant to the next, so a week
// takes as long as the commits in it. The engine and its store are the real
// ones; the store is handed in, because the core does not know it.
//
// [Invariants] reads everything through a [View] and says what is wrong with
// it. [Model] is a second, much simpler opinion on which incidents are open,
// stepped beside the engine.
package enginetest
