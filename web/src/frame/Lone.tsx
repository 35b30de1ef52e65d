import { Title } from '@mantine/core'
import { useEffect, type ReactNode } from 'react'

// Lone is a page without the frame: one card with one thing on it.
export function Lone({ title, children, wide }: { title?: string; children: ReactNode; wide?: boolean }) {
  useEffect(() => {
    if (title) document.title = `${title} · Jeton`
  }, [title])
  return (
    <main style={{ maxWidth: wide ? 640 : 480, margin: '0 auto', padding: '48px 16px' }}>
      <div className="card">
        {title && <Title order={1} size="h2" mb="sm">{title}</Title>}
        {children}
      </div>
    </main>
  )
}
