// An operator runs the installation: creates a tenant, invites its owner, suspends it,
// restores it, and deletes it. Its owner sees each of these.
import { assert, done, expected, open, origin, password, settle } from '../browser.mjs'
import { stopwatch } from '../stopwatch.mjs'

const page = await settle('system')
const hand = await stopwatch(page)
const dialog = page.getByRole('dialog')
const status = async () => (await fetch(`${origin}/t/globex/.well-known/openid-configuration`)).status

hand.step('Create a tenant')
await page.getByRole('link', { name: 'Tenants', exact: true }).click()
await page.getByRole('link', { name: 'Create a tenant' }).click()
await page.getByLabel('Name', { exact: true }).click()
await hand.type(page.getByLabel('Name', { exact: true }), 'Globex')
await page.keyboard.press('Enter')
await page.getByRole('heading', { name: 'Invite an owner' }).waitFor()
assert.equal(await status(), 200)

hand.step('Invite its owner')
await page.getByLabel('Username').click()
await hand.type(page.getByLabel('Username'), 'hank')
await page.keyboard.press('Enter')
await dialog.getByRole('button', { name: 'Copy link' }).click()
const link = await page.evaluate(() => navigator.clipboard.readText())
await dialog.getByRole('checkbox').click()
await dialog.getByRole('button', { name: 'Close' }).click()
await page.waitForURL('**/console/tenants/globex')

// The owner chooses a password, and is in.
const owner = await open()
expected.push(401)
await owner.goto(link)
await owner.getByLabel('New password').fill(password)
await owner.getByRole('button', { name: 'Set password' }).click()
await owner.goto(`${origin}/t/globex/console`)
await owner.locator('[autocomplete=username]').fill('hank')
await owner.locator('[autocomplete=current-password]').fill(password)
await owner.keyboard.press('Enter')
await owner.getByRole('heading', { name: 'Home' }).waitFor()

hand.step('Suspend it')
await page.getByRole('button', { name: 'Suspend the tenant' }).click()
await dialog.getByRole('button', { name: 'Suspend the tenant' }).click()
await page.getByText('This tenant is suspended').waitFor()
assert.equal(await status(), 404)
expected.push(404)
await owner.reload()
await owner.getByRole('heading', { name: 'Home' }).waitFor({ state: 'hidden' })

hand.step('Restore it')
await page.getByRole('button', { name: 'Restore the tenant' }).click()
await dialog.getByRole('button', { name: 'Restore the tenant' }).click()
await page.getByRole('button', { name: 'Suspend the tenant' }).waitFor()
assert.equal(await status(), 200)
await owner.goto(`${origin}/t/globex/console`)
await owner.getByRole('heading', { name: 'Home' }).waitFor()

hand.step('Delete it, by typing its short name')
await page.getByRole('button', { name: 'Delete the tenant' }).click()
const destroy = dialog.getByRole('button', { name: 'Delete the tenant' })
assert.ok(await destroy.isDisabled())
await hand.type(dialog.getByRole('textbox'), 'globex')
await destroy.click()
await page.waitForURL('**/console/tenants')
await page.getByText('Globex').waitFor({ state: 'hidden' })
assert.equal(await status(), 404)
hand.told('An operator')
await done()
