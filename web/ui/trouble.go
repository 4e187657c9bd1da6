package ui

import (
	"fmt"
	"strings"

	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// troubleBanners tell admins on every page of what only they can set right.
func (u *ui) troubleBanners(role people.Role) (list []view.Banner) {
	if !role.AtLeast(people.Admin) {
		return nil
	}
	if u.AuditCheck != nil {
		if _, problem := u.AuditCheck(); problem != "" {
			list = append(list, view.Banner{Level: view.Bad, Text: "The audit log is not what it was.", LinkPath: view.PathHealth, LinkText: "System health"})
		}
	}
	if lost, err := u.Store.Unreadable(); err == nil && len(lost) > 0 {
		list = append(list, view.Banner{
			Level: view.Bad, Text: fmt.Sprintf("%d secrets can not be read: %s.", len(lost), cut(strings.Join(lost, "; "), 300)),
			LinkPath: view.PathHealth, LinkText: "What to do",
		})
	}
	return list
}
