package view

import "strconv"

// chartHeight is how high the tallest bar of a chart is, in pixels.
const chartHeight = 64

// height of a bar in pixels. One that is there at all is seen.
func (v Chart) height(b ChartBar) int {
	most := 0
	for _, x := range v.Bars {
		most = max(most, x.Count)
	}
	if b.Count == 0 {
		return 0
	}
	return max(chartHeight*b.Count/most, 2)
}

func (v Chart) place(i int) string { return share(float64(i) / float64(len(v.Bars))) }
func (v Chart) width() string      { return share(1 / float64(len(v.Bars))) }

func px(n int) string { return strconv.Itoa(n) }
