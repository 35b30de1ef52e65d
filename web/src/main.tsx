import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './console.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { setNonce } from 'get-nonce'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { worthAsking } from './api/client'
import { Entrance } from './frame/Entrance'
import { comeBack } from './place'
import { theme, words } from './theme'

// Styles made at run time carry the nonce of the page, or its policy refuses them.
const nonce = document.querySelector<HTMLMetaElement>('meta[name=style-nonce]')?.content ?? ''
setNonce(nonce)
comeBack()

const queries = new QueryClient({ defaultOptions: { queries: { retry: worthAsking, staleTime: 10_000 }, mutations: { retry: false } } })

createRoot(document.getElementById('console')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={words} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-right" />
        <Entrance />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
