// A name may be long, run from right to left, or look like something else. These
// show it as text that cannot reorder or push away what stands beside it.

export const Name = ({ children, mono }: { children: string; mono?: boolean }) => (
  <bdi dir="auto" className={mono ? 'name mono' : 'name'} title={children.length > 40 ? children : undefined}>{children}</bdi>
)

export const WholeName = ({ children, mono }: { children: string; mono?: boolean }) => (
  <bdi dir="auto" className={mono ? 'whole mono' : 'whole'}>{children}</bdi>
)

// shortened is a name for places that take nothing but text, such as titles.
export const shortened = (name: string) => ([...name].length > 60 ? `${[...name].slice(0, 60).join('')}…` : name)
