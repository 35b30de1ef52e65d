// The team: who is given a role, by whom, and who keeps one.
import { assert, call, done, hostile, join, origin, see, settle } from '../browser.mjs'

const walker = await settle()
const at = (path) => `${origin}/t/acme/console${path}`
const dialog = walker.getByRole('dialog')
const toPath = async (page, path) => { await page.goto(at(path)); await page.locator('h1').waitFor() }
const { id: bobs } = await call(walker, 'POST', '/users', { username: 'bob', name: 'Bob Dodgson' })
const redirects = { grant_types: ['authorization_code'], redirect_uris: ['https://shop.example/back'] }
await call(walker, 'POST', '/clients', { client_id: 'shop', name: hostile, ...redirects })
await call(walker, 'POST', '/clients', { client_id: 'page', name: 'Page', token_endpoint_auth_method: 'none', ...redirects })

// A person without a role is given one.
await toPath(walker, '/team')
await walker.getByRole('table', { name: 'People with a role' }).getByText('Owner').waitFor()
await see(walker, 'team', at('/team'), undefined, 'table')
await see(walker, 'team-roles', at('/team?tab=roles'), undefined, 'table')
await walker.getByRole('button', { name: 'Give a person a role' }).click()
await dialog.getByLabel('begins with', { exact: false }).fill('bob')
await dialog.getByRole('button', { name: 'Alice' }).waitFor({ state: 'hidden' })
await see(walker, 'team-find', at('/team?find=true'), async (page) => { await page.getByRole('dialog').getByRole('button', { name: 'Bob Dodgson' }).waitFor() })
await dialog.getByRole('button', { name: 'Bob Dodgson' }).click()
await dialog.getByRole('checkbox', { name: 'Auditor' }).check()
await dialog.getByRole('button', { name: 'Give the role Auditor' }).click()
await walker.getByText('The roles are now: Auditor.').waitFor()
await see(walker, 'team-panel', at(`/team?open=${bobs}`), async (page) => { await page.getByRole('checkbox', { name: 'Auditor' }).waitFor() })
await walker.keyboard.press('Escape')
await walker.getByRole('table').getByText('Bob Dodgson').waitFor()

// Nobody gives what they do not hold, and nobody takes the last owner away.
const admin = await join(walker, 'eve', 'admin')
const { user: { id: alices } } = await call(walker, 'GET', '/me')
await toPath(admin, `/users/${alices}`)
await admin.getByText('They may do more than you').waitFor()
for (const words of ['Save the details', 'Make a link for another password', 'Disable the user']) assert.equal(await admin.getByRole('button', { name: words }).count(), 0, `an admin is not offered for an owner: ${words}`)
await toPath(admin, `/users/${bobs}?tab=roles`)
await admin.getByRole('checkbox', { name: 'Auditor' }).waitFor()
assert.ok(await admin.getByRole('checkbox', { name: 'Owner' }).isDisabled())
await see(admin, 'user-beyond', at(`/users/${alices}`))
await toPath(walker, `/users/${alices}`)
await walker.getByText('They are the last owner').first().waitFor()
assert.ok(await walker.getByRole('button', { name: 'Remove the user' }).isDisabled())
await walker.getByRole('tab', { name: 'Roles' }).click()
await walker.getByText('The last owner cannot be taken away').waitFor()
await see(walker, 'user-last-owner', at(`/users/${alices}`), async (page) => { await page.getByText('They are the last owner').first().waitFor() })

// An application is given a role, and loses it again.
await toPath(walker, '/team?tab=applications')
await walker.getByRole('button', { name: 'Give an application a role' }).click()
await see(walker, 'team-find-application', at('/team?tab=applications&find=true'), async (page) => { await page.getByRole('dialog').getByText('It can keep no secret').waitFor() })
assert.ok(await dialog.getByRole('button', { name: 'Page' }).isDisabled())
await dialog.getByRole('button', { name: 'shop' }).click()
await dialog.getByRole('checkbox', { name: 'Developer' }).check()
await dialog.getByRole('button', { name: 'Give the role Developer' }).click()
await walker.getByText('The roles are now: Developer.').waitFor()
assert.deepEqual((await call(walker, 'GET', '/members/shop')).roles, ['developer'])
await see(walker, 'team-applications', at('/team?tab=applications&open=shop'), async (page) => { await page.getByRole('checkbox', { name: 'Developer' }).waitFor() })
await dialog.getByRole('checkbox', { name: 'Developer' }).uncheck()
await dialog.getByRole('button', { name: 'Take the role Developer away' }).click()
await walker.getByText('No role is left.').waitFor()
assert.equal((await call(walker, 'GET', '/members')).items.length, 0)

// Names that are none of ours.
const odd = await call(walker, 'POST', '/users', { username: `אבג${'w'.repeat(120)}`, name: hostile, roles: ['auditor', 'developer', 'token_operator'] })
await see(walker, 'team-hostile', at(`/team?open=${odd.id}`), async (page) => { await page.getByRole('checkbox', { name: 'Auditor' }).waitFor() })
await done()
