package view

import (
	"fmt"
	"strconv"
)

const dayUnits = 40

func daysBox(n int) string { return fmt.Sprintf("0 0 %d %d", n*10-2, dayUnits) }

// dayUnitsOf scales a day to the busiest one; a day without incidents is a thin line.
func dayUnitsOf(all []Day, d Day) int {
	most := 1
	for _, other := range all {
		most = max(most, other.Incidents)
	}
	return max(2, dayUnits*d.Incidents/most)
}

func dayHeight(all []Day, d Day) string { return strconv.Itoa(dayUnitsOf(all, d)) }

func dayY(all []Day, d Day) string { return strconv.Itoa(dayUnits - dayUnitsOf(all, d)) }

func daysLabel(c Clock, list []Day) string {
	total, busiest := 0, list[0]
	for _, d := range list {
		total += d.Incidents
		if d.Incidents > busiest.Incidents {
			busiest = d
		}
	}
	if total == 0 {
		return fmt.Sprintf("No incident in %d days", len(list))
	}
	return fmt.Sprintf("%s in %d days, most on %s: %d", count(total, "incident", "incidents"), len(list), c.In(busiest.Date).Format("Monday 2 January"), busiest.Incidents)
}

// equipmentCount says how many there are, if the page has them all.
func equipmentCount(v EquipmentList) string {
	if v.Pager != (Pager{}) || v.Text != "" {
		return number(v.Total) + " on this page"
	}
	return number(v.Total) + " known"
}
