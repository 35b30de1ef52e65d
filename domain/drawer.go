package domain

import "time"

// Drawer is the time bucket a token row is filed in: all rows of a drawer
// expire within one span of time, so that they can be dropped together. Its
// number is the class of lifetimes it serves times drawerStride, plus the index
// of its span since 1970.
type Drawer int32

// drawerStride keeps the classes' numbers apart; the finest class reaches it in
// the year 8800.
const drawerStride = 10_000_000

// drawerClasses make drawers fine for short-lived tokens and coarse for
// long-lived ones, so that at any moment about seventy exist: a short-lived
// token's row goes soon after it expires, and a year's worth of personal access
// tokens does not need a thousand partitions.
var drawerClasses = [...]struct{ lifetime, width time.Duration }{
	{24 * time.Hour, 6 * time.Hour},
	{32 * 24 * time.Hour, 2 * 24 * time.Hour},
	{400 * 24 * time.Hour, 30 * 24 * time.Hour},
	{10 * 365 * 24 * time.Hour, 365 * 24 * time.Hour},
	{MaxTokenLifetime, 10 * 365 * 24 * time.Hour},
}

// MaxTokenLifetime bounds every token's lifetime: a hundred years.
const MaxTokenLifetime = 100 * 365 * 24 * time.Hour

// DrawersAhead is how long before its first use a drawer is opened.
const DrawersAhead = 48 * time.Hour

// DrawerFor gives the drawer of a token by its lifetime and its latest possible
// expiry.
func DrawerFor(issued, expires time.Time) Drawer {
	lifetime := expires.Sub(issued)
	class := len(drawerClasses) - 1
	for i, c := range drawerClasses {
		if lifetime <= c.lifetime {
			class = i
			break
		}
	}
	return drawerAt(class, expires)
}

func drawerAt(class int, t time.Time) Drawer {
	return Drawer(class*drawerStride) + Drawer(t.Unix()/int64(drawerClasses[class].width/time.Second))
}

// Ends gives the moment after which every token in the drawer has expired.
// A number that is no drawer ends at the zero time.
func (d Drawer) Ends() time.Time {
	class := int(d) / drawerStride
	if d < 0 || class >= len(drawerClasses) {
		return time.Time{}
	}
	span := int64(d)%drawerStride + 1
	return time.Unix(span*int64(drawerClasses[class].width/time.Second), 0).UTC()
}

// OpenDrawers lists, in order, the drawers that tokens issued from now until a
// while ahead may be filed in.
func OpenDrawers(now time.Time) []Drawer {
	var open []Drawer
	for class, c := range drawerClasses {
		last := drawerAt(class, now.Add(c.lifetime+DrawersAhead))
		for d := drawerAt(class, now); d <= last; d++ {
			open = append(open, d)
		}
	}
	return open
}
