import { rmSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import type { Plugin } from 'vite'

// The server sends assets as they lie here; compressing them is for the build.
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  writeBundle({ dir }, bundle) {
    for (const [name, part] of Object.entries(bundle)) {
      if (!name.startsWith('assets/')) continue
      writeFileSync(`${dir}/${name}.gz`, gzipSync(part.type === 'chunk' ? part.code : part.source, { level: 9 }))
    }
  },
}

// dist/.gitignore stays, so that there is always something to embed.
const emptied: Plugin = {
  name: 'emptied',
  apply: 'build',
  buildStart() {
    for (const old of ['assets', 'index.html']) rmSync(`dist/${old}`, { recursive: true, force: true })
  },
}

export default defineConfig({
  // Where the console lies depends on the tenant: parts find one another by where
  // they are, and the server says in the page where the first ones are.
  base: './',
  plugins: [react(), emptied, compressed],
  build: { target: 'es2022', emptyOutDir: false, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  // Tests hold what the console says against the server's own source.
  server: { fs: { allow: ['..'] } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] },
})
