// The operators' console: a tenant is created, its owner invited, its usage read, it
// is stopped, restored and deleted.
import { assert, basic, call, done, expected, hostile, introspect, issue, open, origin, password, see, settle, signIn } from '../browser.mjs'

const system = `${origin}/t/system/console`
const operator = await settle('system')
await operator.getByRole('heading', { name: 'One tenant' }).waitFor()
await see(operator, 'operators-home', system, undefined, 'ul')
assert.deepEqual((await operator.locator('.place').allTextContents()).slice(0, 2), ['Tenants', 'Home'])
await see(operator, 'tenants', `${system}/tenants`, undefined, 'table')

// The short name follows the name, and is checked as it is typed.
await operator.getByRole('link', { name: 'Tenants', exact: true }).click()
await operator.getByRole('link', { name: 'Create a tenant' }).click()
await operator.getByLabel('Name', { exact: true }).fill('Acme, Inc')
const short = operator.getByLabel('Short name (slug)')
assert.equal(await short.inputValue(), 'acme-inc')
await short.fill('acme')
await operator.getByText('Another tenant has this short name').waitFor()
await short.fill('api')
await operator.getByText('means something else in an address').waitFor()
await short.fill('Globex')
await operator.getByText('1 to 63 characters').waitFor()
await see(operator, 'tenant-new', `${system}/tenants/new`, async (page) => {
  await page.getByLabel('Short name (slug)').fill('acme')
  await page.getByText('Another tenant has this short name').waitFor()
  await page.getByRole('button', { name: 'Create the tenant' }).click()
  await page.getByRole('alert').waitFor()
})
await operator.getByLabel('Name', { exact: true }).fill(hostile)
await short.fill('globex')
await operator.getByRole('button', { name: 'Create the tenant' }).click()

// Its owner is given a link, which is shown once.
await operator.waitForURL('**/tenants/globex/owners/new')
await see(operator, 'owner-new', operator.url(), undefined, '.page input')
await operator.getByLabel('Username').fill('olive')
await operator.getByLabel('Their name').fill(hostile)
await operator.getByLabel('Email').fill('olive@globex.example')
await operator.getByRole('button', { name: 'Make the invitation' }).click()
const dialog = operator.getByRole('dialog')
await dialog.getByText('/t/globex/password/').waitFor()
const link = await dialog.locator('.secret').first().textContent()
await dialog.getByRole('checkbox').check()
await dialog.getByRole('button', { name: 'Close' }).click()
await operator.waitForURL('**/tenants/globex')
const globex = `${system}/tenants/globex`

// Two tenants are open in one browser, each with a session of its own.
const owner = await operator.context().newPage()
await owner.goto(link)
await owner.locator('[autocomplete=new-password]').first().fill(password)
await Promise.all([owner.waitForResponse((answer) => answer.request().method() === 'POST'), owner.getByRole('button', { name: 'Set password' }).click()])
await owner.goto(`${origin}/t/globex/console/signin`)
await signIn(owner, 'olive')
await owner.waitForURL('**/t/globex/console')
await owner.getByRole('heading', { name: 'Register an API' }).waitFor()
assert.equal(await owner.locator('.place', { hasText: 'Tenants' }).count(), 0)
assert.equal((await call(owner, 'GET', '/me')).tenant.slug, 'globex')
assert.equal((await call(operator, 'GET', '/me')).tenant.slug, 'system')

// What the tenant has is counted, and not shown.
const server = await call(owner, 'POST', '/resource-servers', { name: 'Secret project', identifiers: ['https://api.globex.example'], scopes: [{ name: 'read' }] })
const credential = await call(owner, 'POST', `/resource-servers/${server.id}/credentials`, {})
const client = await call(owner, 'POST', '/clients', {
  client_id: 'shop', name: 'Secret shop', grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic', allowed: [{ resource_server: 'https://api.globex.example', scopes: ['read'] }],
})
const token = await issue('shop', client.client_secret, 'globex')
assert.equal((await introspect(credential.id, credential.secret, token, 'globex')).active, true)
await operator.waitForTimeout(2500) // Figures are written every two seconds.
await operator.goto(globex)
for (const label of ['Active tokens', 'Applications', 'APIs', 'People']) {
  await operator.locator('.numbers > div', { has: operator.getByText(label, { exact: true }) }).locator('b').filter({ hasText: /^1$/ }).waitFor()
}
await operator.getByText('All its APIs together').waitFor()
assert.equal(await operator.getByText('Secret').count(), 0)
await see(operator, 'tenant', globex, undefined, '.plot')
await see(operator, 'tenant-table', `${globex}?as=table`, undefined, 'table')
await see(operator, 'tenants-panel', `${system}/tenants?open=globex`, undefined, '[role=dialog]')
await see(operator, 'tenants-none', `${system}/tenants?q=nowhere`)

// The list is searched, and a row opens beside it, then as a whole, by the keyboard.
await operator.goto(`${system}/tenants`)
await operator.getByLabel('Short name begins with').fill('glo')
await operator.waitForURL('**q=glo')
await operator.getByText('One in all').waitFor()
await operator.getByRole('link', { name: hostile.slice(0, 20) }).focus()
await operator.keyboard.press('Enter')
await operator.waitForFunction(() => document.activeElement?.textContent === 'Open the tenant')
await operator.keyboard.press('Enter')
await operator.waitForURL('**/tenants/globex')

// A name can change.
await operator.getByRole('textbox', { name: 'Name', exact: true }).fill('Globex')
await operator.getByRole('button', { name: 'Save the name' }).click()
await operator.getByRole('heading', { name: 'Globex', level: 1 }).waitFor()

// How often it may ask, all together, is the operators' to decide.
const rate = operator.getByLabel('Requests of all its applications and APIs together')
await rate.fill('1000001')
await operator.getByRole('button', { name: 'Save the limit' }).click()
await operator.getByText('A rate is 1 to 1,000,000 requests').first().waitFor()
await rate.fill('2500')
await operator.getByRole('button', { name: 'Save the limit' }).click()
await operator.getByText('another limit now').waitFor()
assert.equal((await call(owner, 'GET', '/settings')).limits.requests_per_second, 2500)

// Suspending stops it at once, for everybody.
const status = async () => (await fetch(`${origin}/t/globex/oauth2/token`, { method: 'POST', headers: basic('shop', client.client_secret), body: new URLSearchParams({ grant_type: 'client_credentials' }) })).status
assert.equal(await status(), 200)
await owner.close()
const suspending = async (page) => {
  await page.getByRole('button', { name: 'Suspend the tenant' }).click()
  await page.getByRole('dialog').waitFor()
}
await see(operator, 'tenant-suspend', globex, suspending, '.plot')
await suspending(operator)
await dialog.getByRole('button', { name: 'Suspend the tenant' }).click()
await operator.getByText('This tenant is suspended').waitFor()
assert.equal(await status(), 404)
await see(operator, 'tenant-suspended', globex, undefined, '.plot')
await see(operator, 'tenants-suspended', `${system}/tenants`, undefined, 'table')
await operator.getByRole('button', { name: 'Restore the tenant' }).click()
await dialog.getByRole('button', { name: 'Restore the tenant' }).click()
await operator.getByRole('button', { name: 'Suspend the tenant' }).waitFor()
assert.equal(await status(), 200)
assert.equal((await introspect(credential.id, credential.secret, token, 'globex')).active, true)

// Deleting takes the short name, typed, and leaves nothing.
const deleting = async (page) => {
  await page.getByRole('button', { name: 'Delete the tenant' }).click()
  await page.getByRole('dialog').waitFor()
}
await see(operator, 'tenant-delete', globex, deleting, '.plot')
await deleting(operator)
const remove = dialog.getByRole('button', { name: 'Delete the tenant' })
assert.ok(await remove.isDisabled())
await dialog.getByRole('textbox').fill('globex')
await remove.click()
await operator.waitForURL('**/tenants')
await operator.getByText('2 in all').waitFor()
assert.equal(await status(), 404)
expected.push(404)
await see(operator, 'tenant-missing', globex)

// The operators' own tenant is protected, and no other one has such pages.
await operator.goto(`${system}/tenants/system`)
await operator.getByText('neither suspended nor deleted').waitFor()
const alice = await open()
await alice.goto(`${origin}/t/acme/console/signin`)
await signIn(alice, 'alice')
await alice.waitForURL('**/t/acme/console')
await alice.goto(`${origin}/t/acme/console/tenants`)
await alice.getByText('There is no such page').waitFor()
await done()
