// An admin at two in the morning holds the text of a leaked token: from Home to
// revoked in three clicks. Then it is found again, in the list and in the audit log.
import { assert, basic, call, done, enter, introspect, issue, large, origin, picture, settle } from '../browser.mjs'
import { stopwatch } from '../stopwatch.mjs'

const page = large ? await enter('alice') : await settle()
const { id } = await call(page, 'POST', '/resource-servers', { name: 'Orders API', identifiers: ['https://orders.acme.example'], scopes: [{ name: 'orders:read' }] })
const api = await call(page, 'POST', `/resource-servers/${id}/credentials`, {})
const shop = await call(page, 'POST', '/clients', { client_id: 'shop', name: 'Shop', grant_types: ['client_credentials'], allowed: [{ resource_server: 'https://orders.acme.example', scopes: ['orders:read'] }] })
const leaked = await issue('shop', shop.client_secret)
const other = await issue('shop', shop.client_secret)
const active = async (token) => (await introspect(api.id, api.secret, token)).active
assert.equal(await active(leaked), true)

await page.goto(`${origin}/t/acme/console`)
await page.getByRole('heading', { name: 'Home' }).waitFor()
await page.evaluate((token) => navigator.clipboard.writeText(token), leaked)
const hand = await stopwatch(page)

hand.step('Go to Tokens, and paste')
await page.getByRole('link', { name: 'Tokens', exact: true }).click()
await page.getByRole('heading', { name: 'Tokens', exact: true }).waitFor()
await page.keyboard.press('Control+v')

hand.step('Read what it is, and what each API is told')
await page.getByRole('heading', { name: 'It is active' }).waitFor()
await page.getByText('Orders API: active. It is told').waitFor()
await picture(page, 'story-inspector')

hand.step('Revoke it')
await page.getByRole('button', { name: 'Revoke this token' }).click()
await page.getByRole('dialog').getByRole('button', { name: 'Revoke the token' }).click()
await page.getByRole('heading', { name: 'It is revoked' }).waitFor()
assert.equal(await active(leaked), false)
assert.equal(await active(other), true, 'and no other')
const clicks = hand.told('An admin')
assert.equal(clicks, 3)

// By whom, is kept; and it is the first of its application's in the list.
const { items: [event] } = await call(page, 'GET', '/audit-events?action=token.revoked&limit=1')
assert.match(event.actor, /^user:/)
await page.goto(`${origin}/t/acme/console/tokens?client=shop&state=revoked`)
await page.getByRole('row').nth(1).getByText('Revoked').waitFor()
assert.equal(await page.getByRole('row').count(), 2)

// A text that is no token of anybody's offers nothing to revoke.
const nobody = await fetch(`${origin}/t/acme/oauth2/token`, { method: 'POST', headers: basic('shop', 'wrong'), body: new URLSearchParams({ grant_type: 'client_credentials' }) })
assert.equal(nobody.status, 401)
await done()
