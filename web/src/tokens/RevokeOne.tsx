import { TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ask, type Token } from '../api/client'
import { Confirm } from '../parts/Confirm'

// RevokeOne takes one token back. It asks once, and has nothing to be typed: whoever
// does this is in a hurry, and an application gets another by itself.
export function RevokeOne({ of, onRevoked, onClose }: { of: Token; onRevoked?: () => void; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const queries = useQueryClient()
  const revoke = async () => {
    await ask(api.POST('/tokens/{id}/revoke', { params: { path: { id: of.id } }, body: { reason: reason.trim() || undefined } }))
    await queries.invalidateQueries({ queryKey: ['tokens'] })
    onRevoked?.()
    notifications.show({ message: 'The token is revoked.' })
  }
  return (
    <Confirm
      title="Revoke this token" verb="Revoke the token" act={revoke} onClose={onClose}
      effect={`Whoever uses it is refused from this moment on, on every server. This cannot be taken back.${of.kind === 'refresh_token' ? ' Access tokens that were got by it stay: revoke its family to end them too.' : ''}`}
    >
      <Reason value={reason} onChange={setReason} focus />
    </Confirm>
  )
}

export const Reason = ({ value, onChange, focus }: { value: string; onChange: (text: string) => void; focus?: boolean }) => (
  <TextInput label="Reason" description="Optional. Kept with it and in the audit log." value={value} maxLength={1000} dir="auto" autoComplete="off" onChange={(event) => onChange(event.currentTarget.value)} data-autofocus={focus || undefined} />
)
