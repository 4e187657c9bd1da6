package ui

import (
	"wakeman/engine"
	"wakeman/web/ui/view"
)

// reaches says of everybody a policy means, now and next, whether they can be paged: by what is set, and by what their last
// tests came to.
func (u *ui) reaches(cfg *engine.Config, policy *view.OnCallPolicy) error {
	anybody := false
	for i := range policy.Steps {
		for j := range policy.Steps[i].People {
			p := &policy.Steps[i].People[j]
			var err error
			if p.Reach, err = u.reachNow(cfg, p.ID); err != nil {
				return err
			}
			anybody = anybody || p.Reach.State != view.Unreachable
			for k := range p.Then {
				if p.Then[k].Reach, err = u.reachNow(cfg, p.Then[k].ID); err != nil {
					return err
				}
			}
		}
	}
	if policy.Problem == "" && !anybody {
		policy.Problem = "This policy would reach nobody now: it would page only the fallback contact."
	}
	return nil
}

func (u *ui) reachNow(cfg *engine.Config, id string) (view.Reach, error) {
	user, known := cfg.Users[id]
	if !known || user.Disabled {
		return view.Reach{State: view.Unreachable, Reason: "has left"}, nil
	}
	tests, err := u.lastTests(user)
	return u.reach(cfg.Settings, user, tests), err
}
