// A network that is there once somebody has joined it.
#pragma once
#include "Arduino.h"

enum { WL_IDLE_STATUS = 0, WL_CONNECTED = 3 };

struct WiFiClass {
  bool joined = false;
  void begin(const char* name, const char* password) { joined = *name && *password; }
  int status() { return joined ? WL_CONNECTED : WL_IDLE_STATUS; }
};
inline WiFiClass WiFi;
