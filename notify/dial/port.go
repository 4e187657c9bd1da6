package dial

import (
	"context"
	"net"
	"slices"
	"strings"
)

// webOnly keeps an HTTP client away from ports of other protocols, whose servers
// would take a line of a request for a command of theirs. Mail leaves by a client
// of its own, and not through here.
func webOnly(dial Func) Func {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		_, port, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		if port = strings.TrimLeft(port, "0"); slices.Contains(otherPorts(), port) {
			return nil, &Refused{Port: port}
		}
		return dial(ctx, network, address)
	}
}

// otherPorts are those that browsers call bad (Fetch standard, "port blocking"),
// and those of databases and of container engines that trust their network.
func otherPorts() []string {
	return strings.Fields(`
		1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 135
		137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 995
		1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080
		1433 1521 2375 2376 2379 2380 3306 3389 5432 5672 5900 6379 6380 6443 9092 10250 11211 27017`)
}
