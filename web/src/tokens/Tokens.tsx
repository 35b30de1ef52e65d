import { Button, Text } from '@mantine/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { Heading } from '../parts/Page'
import { hold } from './pasted'
import { TokenList } from './TokenList'
import { usePasting } from './usePasting'

export function Tokens() {
  const search = useSearch({ from: '/tokens' })
  const navigate = useNavigate({ from: '/tokens' })
  usePasting(useCallback((token) => {
    hold(token)
    void navigate({ to: '/tokens/inspector' })
  }, [navigate]))
  return (
    <>
      <Heading
        title="Tokens" lead="Every token of this tenant, newest first. Paste one anywhere on this page to learn what it is."
        action={<Button component={Link} to="/tokens/inspector">Inspect a token</Button>}
      />
      <TokenList
        label="Tokens" search={search} onSearch={(next) => void navigate({ search: next, resetScroll: false })}
        empty={<div className="card"><Text mb="sm">No token was issued yet. An application gets one with the lines under its Snippets.</Text><Button component={Link} to="/applications">Go to the applications</Button></div>}
      />
    </>
  )
}
