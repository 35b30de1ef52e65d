// counted says a number of things; more is whether there were too many to count.
export function counted({ count, more }: { count: number; more: boolean }, thing: string, locale?: string): string {
  if (more) return `more than ${count.toLocaleString(locale)} ${thing}s`
  return count === 1 ? `1 ${thing}` : `${count === 0 ? 'no' : count.toLocaleString(locale)} ${thing}s`
}
