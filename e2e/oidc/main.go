// Command oidc is an OpenID provider for the browser flows, on the library that
// Ory Hydra is made of: what our side of the protocol is held to must not be
// written by us. It knows one client and the people it is told of.
//
//	oidc --redirect http://127.0.0.1:8080/signin/oidc/callback
//
// The first line it prints is its issuer. It listens on 127.0.0.1 alone.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"
)

func main() {
	redirect := flag.String("redirect", "", "the client's redirect address")
	flag.Parse()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	issuer := "http://" + l.Addr().String()
	p, err := newProvider(issuer, *redirect)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(issuer)
	server := &http.Server{Handler: p.routes(), ReadHeaderTimeout: 5 * time.Second}
	log.Fatal(server.Serve(l))
}
