// Status is a word with a shape, so that it never depends on colour alone.
const looks: Record<string, { word: string; shape: string; color: string }> = {
  active: { word: 'Active', shape: '●', color: 'var(--good)' },
  disabled: { word: 'Disabled', shape: '■', color: 'var(--wrong)' },
  inactive: { word: 'Inactive', shape: '○', color: 'var(--quiet)' },
  suspended: { word: 'Suspended', shape: '■', color: 'var(--wrong)' },
  revoked: { word: 'Revoked', shape: '✕', color: 'var(--wrong)' },
  expired: { word: 'Expired', shape: '○', color: 'var(--quiet)' },
  invited: { word: 'No password yet', shape: '◐', color: 'var(--caution)' },
  used: { word: 'Used', shape: '◇', color: 'var(--quiet)' },
  pending: { word: 'Not valid yet', shape: '◐', color: 'var(--caution)' },
}

export function Status({ is }: { is: string }) {
  const look = looks[is] ?? { word: is, shape: '○', color: 'var(--quiet)' }
  return <span style={{ whiteSpace: 'nowrap' }}><span aria-hidden style={{ color: look.color }}>{look.shape}</span> {look.word}</span>
}
