// Takes an authorization request to the pages of sign-in and prints the address
// that the answer goes to: node goto.mjs <address> <back> <username> <password>
import { Browser } from './browser.mjs'

const [address, back, username, password] = process.argv.slice(2)
console.log((await new Browser().signIn(address, back, username, password)).href)
