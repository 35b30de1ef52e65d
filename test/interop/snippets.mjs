// Prints the lines that the console offers for applications, out of the console's own
// source: node snippets.mjs <issuer> <applications as JSON>
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const [issuer, applications] = process.argv.slice(2)
const web = fileURLToPath(new URL('../../web/', import.meta.url))
const { build } = await import(createRequire(web).resolve('vite'))
const built = await build({
  root: web, configFile: false, logLevel: 'silent',
  build: { write: false, minify: false, lib: { entry: 'src/applications/snippets.ts', formats: ['es'], fileName: 'snippets' } },
})
const { snippetsFor } = await import(`data:text/javascript,${encodeURIComponent(built[0].output[0].code)}`)
console.log(JSON.stringify(Object.fromEntries(JSON.parse(applications).map((of) => [of.client_id, snippetsFor(of, issuer)]))))
