// Allows a device what it asks for: node allow.mjs <address> <code> <username> <password>
import { Browser } from './browser.mjs'

const [address, code, username, password] = process.argv.slice(2)
await new Browser().decide(address, code, username, password, 'allow')
