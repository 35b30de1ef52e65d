import { Button, Chip, createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

// The look of Jeton: neutrals with a slight warm cast, one accent of brass, nothing
// that shines. Both schemes are designed; neither is the other turned round.

const brass: MantineColorsTuple = ['#fdf6e7', '#f7e8c8', '#efd49a', '#e0b252', '#cf9a2f', '#b37d17', '#9c6a09', '#8a5a00', '#6f4800', '#523500']
const gray: MantineColorsTuple = ['#fbfaf8', '#f6f4f0', '#ebe7e0', '#d9d4ca', '#c4bdb1', '#8f877a', '#746d62', '#645f56', '#3f3b35', '#23211d']
const dark: MantineColorsTuple = ['#ece8e0', '#cfc9be', '#a8a297', '#8a8479', '#4a463f', '#3b3832', '#2a2825', '#201f1c', '#171614', '#100f0e']

export const theme = createTheme({
  colors: { brass, gray, dark },
  primaryColor: 'brass',
  primaryShade: { light: 7, dark: 3 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  black: '#23211d',
  white: '#ffffff',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSizes: { xs: '13px', sm: '14px', md: '16px', lg: '20px', xl: '28px' },
  headings: { sizes: { h1: { fontSize: '28px' }, h2: { fontSize: '20px' }, h3: { fontSize: '16px' } }, fontWeight: '600' },
  radius: { xs: '6px', sm: '6px', md: '6px', lg: '6px', xl: '6px' },
  defaultRadius: 'sm',
  shadows: { xs: 'none', sm: 'none', md: 'none', lg: 'none', xl: 'none' },
  respectReducedMotion: true,
  components: {
    // On brass the text is dark in the dark scheme; Mantine would have it white.
    Button: Button.extend({
      vars: (_, { variant = 'filled', color }) => ({ root: variant === 'filled' && !color ? { '--button-color': 'var(--on-accent)' } : {} }),
    }),
    Chip: Chip.extend({ vars: () => ({ root: { '--chip-color': 'var(--on-accent)', '--chip-icon-color': 'var(--on-accent)' }, label: {}, iconWrapper: {} }) }),
    Checkbox: { defaultProps: { iconColor: 'var(--on-accent)' } },
    Radio: { defaultProps: { iconColor: 'var(--on-accent)' } },
    // What heads a dialog is not the banner of the page.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    DrawerHeader: { defaultProps: { role: 'presentation' } },
    CloseButton: { defaultProps: { 'aria-label': 'Close' } },
    Modal: { defaultProps: { transitionProps: { duration: 120 }, overlayProps: { backgroundOpacity: 0.35 } } },
    Drawer: { defaultProps: { transitionProps: { duration: 120 }, overlayProps: { backgroundOpacity: 0.2 } } },
  },
})

// words are the colours of what is said, by scheme: each holds 4.5:1 on its ground.
export const words: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff', '--mantine-color-dimmed': '#645f56', '--mantine-color-error': '#a3271f', '--mantine-color-anchor': '#8a5a00',
    '--ground': '#f6f4f0', '--on-accent': '#ffffff', '--line': '#d9d4ca', '--good': '#276a3c', '--wrong': '#a3271f', '--quiet': '#645f56', '--caution': '#8a5a00',
    '--mantine-color-placeholder': '#746d62', '--mantine-color-default-border': '#8f877a',
  },
  dark: {
    '--mantine-color-body': '#201f1c', '--mantine-color-dimmed': '#a8a297', '--mantine-color-error': '#ff8f85', '--mantine-color-anchor': '#e0b252',
    '--ground': '#171614', '--on-accent': '#201a0c', '--line': '#3b3832', '--good': '#8fcf9f', '--wrong': '#ff8f85', '--quiet': '#a8a297', '--caution': '#e0b252',
    '--mantine-color-placeholder': '#a8a297', '--mantine-color-default-border': '#8a8479',
  },
})
