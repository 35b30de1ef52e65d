// Users: somebody is invited, chooses a password, holds sessions and tokens, and loses
// all of it again.
import { createHash, randomBytes } from 'node:crypto'
import { assert, basic, call, done, enter, expected, hostile, introspect, open, origin, password, see, settle, signIn } from '../browser.mjs'

const walker = await settle()
const home = `${origin}/t/acme`
const at = (path) => `${home}/console${path}`
const dialog = walker.getByRole('dialog')
const toPath = async (page, path) => { await page.goto(at(path)); await page.locator('h1').waitFor() }
const put = async () => { await dialog.getByRole('checkbox').check(); await dialog.getByRole('button', { name: 'Close' }).click() }

// Where the application is: a page on this machine, which is all it takes.
const back = `${origin}/healthz`

// What there is to get tokens of: an API, and an application that people allow.
const server = await call(walker, 'POST', '/resource-servers', { name: hostile, identifiers: ['https://orders.acme.example'], scopes: [{ name: 'orders:read' }], personal_access_tokens: true })
const credential = await call(walker, 'POST', `/resource-servers/${server.id}/credentials`, {})
const shop = await call(walker, 'POST', '/clients', {
  client_id: 'shop', name: hostile, grant_types: ['authorization_code', 'refresh_token'], redirect_uris: [back],
  allowed: [{ resource_server: 'https://orders.acme.example', scopes: ['orders:read'] }],
})
const active = async (token) => (await introspect(credential.id, credential.secret, token)).active

// allow has somebody who is signed in let the shop act for them, and gives its token.
async function allow(page) {
  const verifier = randomBytes(32).toString('base64url')
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  await page.goto(`${home}/oauth2/authorize?${new URLSearchParams({
    response_type: 'code', client_id: 'shop', redirect_uri: back, resource: 'https://orders.acme.example', scope: 'orders:read', code_challenge: challenge, code_challenge_method: 'S256',
  })}`)
  const button = page.getByRole('button', { name: 'Allow', exact: true })
  if (await button.isVisible()) await button.click()
  await page.waitForURL(`${back}?**`)
  const code = new URL(page.url()).searchParams.get('code')
  const answer = await fetch(`${home}/oauth2/token`, {
    method: 'POST', headers: basic('shop', shop.client_secret),
    body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: back, code_verifier: verifier }),
  })
  return (await answer.json()).access_token
}

// Somebody is added, and what is wrong is said before.
await walker.getByRole('link', { name: 'Users' }).click()
await walker.getByText('One in all').waitFor()
await see(walker, 'users-one', at('/users'), undefined, 'table')
await walker.getByRole('link', { name: 'Add a user' }).click()
await walker.getByRole('heading', { name: 'Add a user' }).waitFor()
await walker.getByLabel('Username').fill('bob the first')
await walker.getByRole('button', { name: 'Add the user' }).click()
await walker.getByText('no spaces').first().waitFor()
await see(walker, 'user-new', at('/users/new'), async (page) => {
  await page.getByRole('checkbox', { name: 'Auditor' }).waitFor()
  await page.getByLabel('Username').fill('b b')
  await page.getByRole('button', { name: 'Add the user' }).click()
  await page.getByText('no spaces').first().waitFor()
})
expected.push(409)
await walker.getByLabel('Username').fill('Alice')
await walker.getByRole('button', { name: 'Add the user' }).click()
await walker.getByRole('alert').getByText('Another user of the tenant').waitFor()
await walker.getByLabel('Username').fill('bob')
await walker.getByLabel('Name', { exact: true }).fill('Bob Dodgson')
await walker.getByLabel('Email').fill('bob@acme.example')
await walker.getByRole('button', { name: 'Add the user' }).click()
await dialog.getByText(/\/password\/jtn_pw_/).waitFor()
assert.match(await dialog.textContent(), /good once, until/)
const invite = await dialog.locator('.secret').last().textContent()
await walker.keyboard.press('Escape')
assert.ok(await dialog.isVisible(), 'a link is put away on purpose alone')
await put()
await walker.waitForURL('**/users/*')
await walker.getByText('They have not chosen one yet').waitFor()
const bobs = new URL(walker.url()).pathname.split('/').at(-1)
assert.ok(!walker.url().includes('jtn_pw_'))
await see(walker, 'user-invited', at(`/users/${bobs}`))

// Another link takes its place, and is good for as long as was chosen.
await walker.getByRole('button', { name: 'Make an invite link' }).click()
await see(walker, 'user-link', at(`/users/${bobs}`), async (page) => {
  await page.getByRole('button', { name: 'Make an invite link' }).click()
  await page.getByRole('dialog').getByRole('combobox', { name: 'It is good for' }).waitFor()
})
await dialog.getByRole('combobox', { name: 'It is good for' }).click()
await walker.getByRole('option', { name: '7 days' }).click()
await dialog.getByRole('button', { name: 'Make the link' }).click()
await dialog.getByText(/\/password\/jtn_pw_/).waitFor()
const link = await dialog.locator('.secret').last().textContent()
await put()

// They choose a password by it, once, and sign in.
const guest = await open()
expected.push(400)
await guest.goto(invite)
await guest.getByText('used already').waitFor()
await guest.goto(link)
await guest.locator('[autocomplete=new-password]').fill(password)
await guest.getByRole('button', { name: 'Set password' }).click()
await guest.getByRole('heading', { name: 'Your password is set' }).waitFor()
await guest.goto(link)
await guest.getByText('used already').waitFor()
await guest.goto(`${home}/account`)
await signIn(guest, 'bob')
await guest.getByText('You are signed in as bob').waitFor()

await call(walker, 'PUT', `/users/${bobs}/roles`, { version: (await call(walker, 'GET', `/users/${bobs}`)).version, roles: ['auditor'] })

// With a role they look at everything, and are offered nothing that changes it.
const bob = await enter('bob')
await toPath(bob, '/users')
await bob.getByRole('table').getByText('Alice Liddell').waitFor()
assert.equal(await bob.getByRole('link', { name: 'Add a user' }).count(), 0)
await toPath(bob, `/users/${bobs}`)
await bob.getByText('bob@acme.example').waitFor()
for (const words of ['Save the details', 'Make a link for another password', 'Sign out everywhere']) assert.equal(await bob.getByRole('button', { name: words }).count(), 0, `an auditor is not offered: ${words}`)
await toPath(bob, '/team')
await bob.getByRole('table').getByText('Bob Dodgson').waitFor()
assert.equal(await bob.getByRole('button', { name: 'Give a person a role' }).count(), 0)
await see(bob, 'user-reader', at(`/users/${bobs}`))

// What they hold is there to see, and to take back piece by piece.
const consented = await allow(guest)
await guest.goto(`${home}/account/tokens`)
await guest.locator('#name').fill('Backup')
await guest.getByRole('checkbox').first().check()
await guest.getByRole('button', { name: 'Make the token' }).click()
const personal = /jtn_pat_\w+/.exec(await guest.content())[0]
assert.deepEqual([await active(consented), await active(personal)], [true, true])
for (const tab of ['roles', 'sessions', 'applications', 'tokens']) await see(walker, `user-${tab}`, at(`/users/${bobs}?tab=${tab}`), undefined, tab === 'roles' ? '[role=group]' : 'table')

await toPath(walker, `/users/${bobs}?tab=tokens`)
await walker.getByRole('button', { name: 'Revoke the token Backup' }).click()
await dialog.getByRole('button', { name: 'Revoke the token' }).click()
await walker.getByText('The token is revoked.').waitFor()
assert.deepEqual([await active(consented), await active(personal)], [true, false])
await walker.getByRole('tab', { name: 'Applications' }).click()
await walker.getByRole('button', { name: 'Take back what shop may do' }).click()
await dialog.getByRole('button', { name: 'Take it back' }).click()
await walker.getByText('No application acts for them.').waitFor()
assert.equal(await active(consented), false)

// One session ends: that of the browser which was used last.
const again = await allow(guest)
await guest.goto(`${home}/account`)
await walker.getByRole('tab', { name: 'Sessions' }).click()
await walker.getByText('2 in all').waitFor()
await walker.getByRole('button', { name: /^End the session/ }).last().click()
await dialog.getByRole('button', { name: 'End the session' }).click()
await walker.getByText('One in all').waitFor()
await guest.goto(`${home}/account`)
await guest.locator('[autocomplete=current-password]').waitFor()
assert.equal(await active(again), false, 'what was given in a session ends with it')
await signIn(guest, 'bob')
await guest.getByText('You are signed in as bob').waitFor()
const last = await allow(guest)
assert.equal(await active(last), true)
// What an API was told is written within seconds.
while ((await call(walker, 'POST', '/revocations/preview', { user: bobs })).seen.length === 0) await walker.waitForTimeout(200)

// Signed out everywhere: the page that they have open notices.
await toPath(bob, '/users')
await toPath(walker, `/users/${bobs}`)
await walker.getByRole('button', { name: 'Sign out everywhere' }).click()
const out = dialog.getByRole('button', { name: /^End 2 sessions and revoke \d tokens?$/ })
assert.ok(await out.isDisabled())
await see(walker, 'user-sign-out', at(`/users/${bobs}`), async (page) => {
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByRole('dialog').getByText('Used in the last hour').waitFor()
})
await dialog.getByRole('textbox').fill('bob')
expected.push(401)
await out.click()
await walker.getByText(/^Signed out everywhere: \d tokens? revoked\.$/).waitFor()
await bob.getByText('Your session has ended').waitFor()
assert.equal(await active(last), false)
assert.equal((await call(walker, 'GET', `/users/${bobs}/sessions`)).items.length, 0)
await guest.goto(`${home}/account`)
await guest.locator('[autocomplete=current-password]').waitFor()

// Disabled, they cannot sign in; enabled, they can.
await walker.getByRole('button', { name: 'Disable the user' }).click()
await dialog.getByRole('button', { name: 'Disable the user' }).click()
await walker.getByText('The user is disabled.').waitFor()
expected.push(422)
await signIn(guest, 'bob')
await guest.getByRole('alert').waitFor()
await walker.getByRole('button', { name: 'Enable the user' }).click()
await dialog.getByRole('button', { name: 'Enable the user' }).click()
await walker.getByText('The user can sign in again.').waitFor()
await signIn(guest, 'bob')
await guest.getByText('You are signed in as bob').waitFor()

// Their details: an address that changes is not known to be theirs any more.
await walker.getByLabel('It is known that the address is theirs').check()
// What is typed while that is being saved stays.
await walker.route(`**/users/${bobs}`, async (route) => {
  if (route.request().method() === 'GET') await new Promise((go) => setTimeout(go, 1000))
  await route.continue()
})
await walker.getByRole('button', { name: 'Save the details' }).click()
await walker.getByText('known to be theirs').first().waitFor()
await walker.getByRole('textbox', { name: 'Email' }).fill('bob@example.com')
await walker.getByText('The details are saved.').waitFor()
await walker.unroute(`**/users/${bobs}`)
assert.equal(await walker.getByRole('textbox', { name: 'Email' }).inputValue(), 'bob@example.com')
assert.ok(!await walker.getByLabel('It is known that the address is theirs').isChecked())
await walker.getByLabel('Attributes').fill('[1]')
await walker.getByRole('button', { name: 'Save the details' }).click()
await walker.getByText('Attributes are an object').first().waitFor()
await walker.getByLabel('Attributes').fill(JSON.stringify({ department: hostile }))
await walker.getByRole('button', { name: 'Save the details' }).click()
await walker.getByRole('region', { name: 'Attributes' }).waitFor()
const now = await call(walker, 'GET', `/users/${bobs}`)
assert.deepEqual([now.email, now.email_verified, now.attributes.department], ['bob@example.com', false, hostile])

// Names that are none of ours.
const odd = await call(walker, 'POST', '/users', { username: `אבג${'w'.repeat(120)}`, name: hostile, email: `${'x'.repeat(60)}@acme.example`, roles: ['auditor'] })
await call(walker, 'POST', '/users', { username: 'noor', name: 'نور العلي' })
await see(walker, 'users', at('/users'), undefined, 'table')
await see(walker, 'users-panel', at(`/users?open=${odd.id}`), undefined, '[role=dialog] dl')
await see(walker, 'user-hostile', at(`/users/${odd.id}`))
await see(walker, 'users-nothing', at('/users?q=nobody'), async (page) => { await page.getByText('No user has a name').waitFor() })

// The list is searched, and a row opens beside it and then as a whole.
await toPath(walker, '/users')
await walker.getByLabel('begins with', { exact: false }).fill('dodg')
await walker.waitForURL('**/users?q=dodg')
await walker.getByText('One in all').waitFor()
await walker.getByRole('link', { name: 'Bob Dodgson' }).focus()
await walker.keyboard.press('Enter')
await walker.getByRole('dialog', { name: 'User' }).waitFor()
await walker.waitForFunction(() => document.activeElement?.textContent === 'Open the user')
await walker.keyboard.press('Enter')
await walker.waitForURL(`**/users/${bobs}`)

// Removed, they are gone with all of it.
await walker.getByRole('button', { name: 'Remove the user' }).click()
await dialog.getByRole('textbox').fill('bob')
await dialog.getByRole('button', { name: 'Remove the user' }).click()
await walker.getByText('The user is removed.').waitFor()
expected.push(404)
await see(walker, 'user-missing', at(`/users/${bobs}`))
await done()
