import { Button, Group, Modal, Select, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ask, type NewPasswordLink, type User } from '../api/client'
import { SecretPanel } from '../parts/SecretPanel'
import { Wrong } from '../parts/Wrong'
import { lifetimes, shownLink } from './links'

// Password says whether somebody has one, and makes the link by which they choose it.
export function Password({ of }: { of: User }) {
  const [asking, setAsking] = useState(false)
  const [made, setMade] = useState<NewPasswordLink>()
  const purpose = of.has_password ? 'reset' : 'invite'
  const button = of.has_password ? 'Make a link for another password' : 'Make an invite link'
  return (
    <section className="card" aria-labelledby="password">
      <Title order={2} size="h3" id="password" mb="sm">Password</Title>
      <Text size="sm" mb="md">
        {of.has_password
          ? 'They have chosen one. Nobody else knows it, and nobody can look it up. If they forgot it, a link lets them choose another; until then the old one stays good.'
          : 'They have not chosen one yet, and so cannot sign in. A link lets them. One that was made before is void as soon as there is another.'}
      </Text>
      <Button variant={of.has_password ? 'default' : undefined} onClick={() => setAsking(true)}>{button}</Button>
      {asking && <Ask of={of} purpose={purpose} button={button} onClose={() => setAsking(false)} onMade={(link) => { setAsking(false); setMade(link) }} />}
      <SecretPanel shown={made && shownLink(of, made)} onClose={() => setMade(undefined)} />
    </section>
  )
}

interface Asked { of: User; purpose: NewPasswordLink['purpose']; button: string; onClose: () => void; onMade: (link: NewPasswordLink) => void }

function Ask({ of, purpose, button, onClose, onMade }: Asked) {
  const choices = lifetimes[purpose].map(([seconds, label]) => ({ value: String(seconds), label }))
  const [lifetime, setLifetime] = useState<string | null>(choices[0]!.value)
  const make = useMutation({
    mutationFn: () => ask(api.POST('/users/{id}/password-links', { params: { path: { id: of.id } }, body: { purpose, lifetime_seconds: Number(lifetime) } })),
    onSuccess: onMade,
  })
  return (
    <Modal opened onClose={onClose} title={button} centered>
      <Stack>
        <Text size="sm">You are shown the link once, and hand it over yourself. It is good for one use. A link that was made for them before stops working.</Text>
        <Select label="It is good for" value={lifetime} onChange={setLifetime} allowDeselect={false} data={choices} />
        {make.isError && <Wrong what="No link was made" problem={make.error} />}
        <Group justify="end"><Button variant="default" onClick={onClose}>Cancel</Button><Button loading={make.isPending} onClick={() => make.mutate()}>Make the link</Button></Group>
      </Stack>
    </Modal>
  )
}
