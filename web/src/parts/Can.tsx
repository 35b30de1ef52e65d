import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { self } from '../api/queries'

// useMay tells whether whoever is signed in holds a permission. It shapes what is
// shown; what may be done the server decides.
export function useMay(permission: string): boolean {
  return useQuery(self).data?.permissions.includes(permission) ?? false
}

export const Can = ({ permission, children, otherwise = null }: { permission: string; children: ReactNode; otherwise?: ReactNode }) =>
  useMay(permission) ? children : otherwise

// useMayAny tells it of many.
export function useMayAny(): (permission?: string) => boolean {
  const held = useQuery(self).data?.permissions
  return (permission) => permission === undefined || (held?.includes(permission) ?? false)
}
