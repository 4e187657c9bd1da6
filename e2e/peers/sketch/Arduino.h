// What the sketch of the handbook needs of the Arduino core, on a PC: pin 4 is
// closed while the file named by CONTACT exists, and a second is a twentieth of one.
#pragma once
#include <string>
#include <unistd.h>
#include <cstdlib>

using String = std::string;
enum { LOW = 0, HIGH = 1, INPUT_PULLUP = 5 };

inline bool pulledUp = false;
inline void pinMode(int pin, int mode) { pulledUp = pin == 4 && mode == INPUT_PULLUP; }
inline int digitalRead(int pin) {
  const char* contact = getenv("CONTACT");
  return pin == 4 && pulledUp && contact && access(contact, F_OK) == 0 ? LOW : HIGH;
}
inline void delay(unsigned long ms) { usleep(ms * 50); }
