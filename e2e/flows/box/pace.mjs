// How long a person takes for what a flow does, by the keystroke-level model: the
// machine's own time is not in it, so the figure is the same on every machine.
//
// The operators are those of S. K. Card, T. P. Moran and A. Newell, "The keystroke-level
// model for user performance time with interactive systems", Communications of the ACM
// 23(7), 1980, table 1:
//   K  0.28 s  one key, of somebody who does not type for a living (40 words a minute)
//   P  1.10 s  to point with the mouse, without the press; a press adds B (0.10 s in
//              D. Kieras, "Using the Keystroke-Level Model to Estimate Execution Times", 1993),
//              and so does letting go
//   H  0.40 s  the hand from the keyboard to the mouse or back
//   M  1.35 s  to make up one's mind, once before each thing that is done
// Reading is not in the model. A line of text counts as ten words at 238 words a minute
// (M. Brysbaert, "How many words do we read per minute?", Journal of Memory and Language
// 109, 2019, for silent reading of English).
const K = 0.28, P = 1.1, B = 0.1, H = 0.4, M = 1.35, line = 10 * 60 / 238;

// pace counts what is done. Each method is called beside the step it stands for.
export function pace() {
  const steps = [];
  const took = (what, seconds) => { steps.push([what, seconds]); };
  return {
    reads: (lines, what) => took(`reads ${what}`, lines * line),
    clicks: (what) => took(`clicks ${what}`, M + P + 2 * B),
    // a text is selected by pressing at its beginning and letting go at its end
    selects: (what) => took(`selects ${what}`, M + P + B + P + B),
    chooses: (what) => took(`chooses ${what}`, M + 2 * (P + 2 * B)), // opens a list, takes one of it
    types: (text) => took(`types ${text}`, M + P + 2 * B + H + text.length * K + H),
    steps,
    seconds: () => steps.reduce((sum, [, seconds]) => sum + seconds, 0),
    told: () => steps.map(([what, seconds]) => `${seconds.toFixed(2)} s  ${what}`).join("\n"),
  };
}
