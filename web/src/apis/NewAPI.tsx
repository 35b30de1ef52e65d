import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Heading } from '../parts/Page'
import { Registration } from './Registration'

export function NewAPI() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return (
    <>
      <Heading title="Register an API" lead="An API accepts tokens and asks Jeton what they mean. All of it can be changed later." />
      <Registration
        onDone={(of) => { void queries.invalidateQueries({ queryKey: ['resource-servers'] }); void navigate({ to: '/apis/$id', params: { id: of.id }, search: { tab: 'snippets' } }) }}
        beside={<Button variant="default" component={Link} to="/apis">Cancel</Button>}
      />
    </>
  )
}
