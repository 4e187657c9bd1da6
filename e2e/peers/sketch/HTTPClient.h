// The HTTP client of the ESP32's core, as far as the sketch goes: one POST over a
// real socket. What can not be sent is answered by a negative number, as there.
#pragma once
#include "Arduino.h"
#include <netdb.h>
#include <sys/socket.h>

class HTTPClient {
  String host, port = "80", path = "/", header;

 public:
  bool begin(String url) {
    if (url.rfind("http://", 0) != 0) return false;
    url = url.substr(7);
    size_t slash = url.find('/');
    host = url.substr(0, slash);
    if (slash != String::npos) path = url.substr(slash);
    size_t colon = host.find(':');
    if (colon != String::npos) {
      port = host.substr(colon + 1);
      host = host.substr(0, colon);
    }
    return true;
  }
  void addHeader(const String& name, const String& value) { header += name + ": " + value + "\r\n"; }
  int POST(const String& body) {
    addrinfo hints = {}, *at = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host.c_str(), port.c_str(), &hints, &at) != 0) return -1;
    int s = socket(at->ai_family, at->ai_socktype, 0), failed = connect(s, at->ai_addr, at->ai_addrlen);
    freeaddrinfo(at);
    String request = "POST " + path + " HTTP/1.1\r\nHost: " + host + ":" + port + "\r\nUser-Agent: ESP32HTTPClient\r\nConnection: close\r\n" + header +
                     "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    char answer[13] = {};
    int status = -1;
    if (!failed && write(s, request.data(), request.size()) == (ssize_t)request.size() && recv(s, answer, 12, MSG_WAITALL) == 12) status = atoi(answer + 9);
    close(s);
    return status;
  }
  void end() {}
};
