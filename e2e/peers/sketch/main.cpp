// Runs the sketch as the Arduino core does. -DSKETCH='"file"' is the sketch.
#include "Arduino.h"
#include SKETCH

int main() {
  setup();
  for (;;) loop();
}
