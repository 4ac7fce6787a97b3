import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** Shade 7 carries white text on a light ground, shade 6 on a dark one; 4 is text on the dark ground. */
const indigo: MantineColorsTuple = [
  '#eef0ff',
  '#dfe2fe',
  '#c0c6fb',
  '#a3abf9',
  '#8b95f7',
  '#6672f3',
  '#5560ec',
  '#4650d6',
  '#3a43b4',
  '#2f3793',
];

/** For what destroys or failed: shade 7 and 6 carry white text, 7 and 4 are text and lines on their grounds. */
const red: MantineColorsTuple = [
  '#fff0f0',
  '#ffe1e1',
  '#ffc4c4',
  '#ffa6a6',
  '#ff8b8b',
  '#ee6a6a',
  '#cf3c3c',
  '#c22525',
  '#a61e1e',
  '#8a1818',
];

/** For what is live or succeeded: 9 is text on the light ground of an alert, 4 on the dark one. */
const green: MantineColorsTuple = [
  '#ebfbee',
  '#d8f5dd',
  '#b2e8bd',
  '#8cd99c',
  '#69c87d',
  '#45ad5c',
  '#2f9347',
  '#237a3a',
  '#1a6530',
  '#125226',
];

/** Neutral greys with a touch of blue; 7 is the page's ground. */
const dark: MantineColorsTuple = [
  '#d9dce3',
  '#bcc0ca',
  '#a3a8b4',
  '#7c8290',
  '#3d414c',
  '#2f323b',
  '#212329',
  '#17181c',
  '#121316',
  '#0c0d0f',
];

const fontFamily = "'Inter Variable', system-ui, sans-serif";
/** A dialog's way out has a name, and its header isn't taken for the page's (ARIA: banner). */
const dialog = {
  styles: { title: { fontWeight: 650 } },
  closeButtonProps: { 'aria-label': 'Close' },
  attributes: { header: { role: 'presentation' } },
};
const brief = { transitionProps: { duration: 100 } };

/** The one theme: four text sizes, an 8-pixel grid, one accent. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 6 },
  colors: { indigo, red, green, dark },
  fontFamily,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSizes: { xs: '0.8125rem', sm: '0.9375rem', md: '0.9375rem', lg: '1.125rem', xl: '1.625rem' },
  headings: {
    fontFamily,
    fontWeight: '650',
    textWrap: 'balance',
    sizes: {
      h1: { fontSize: '1.625rem', lineHeight: '1.25' },
      h2: { fontSize: '1.125rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.5' },
    },
  },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  defaultRadius: 'md',
  radius: { md: '6px', lg: '10px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    InputWrapper: {
      defaultProps: { inputWrapperOrder: ['label', 'input', 'error', 'description'] },
    },
    Modal: { defaultProps: { ...dialog, centered: true, transitionProps: { duration: 120 } } },
    Drawer: { defaultProps: { ...dialog, transitionProps: { duration: 150 } } },
    // Without the placeholder the first item has the focus, and a menu has nothing but items (ARIA: menu).
    Menu: {
      defaultProps: {
        ...brief,
        shadow: 'md',
        position: 'bottom-end',
        withInitialFocusPlaceholder: false,
      },
    },
    // Its steppers are 17 px high, and the arrow keys do the same (WCAG 2.2, 2.5.8).
    NumberInput: { defaultProps: { hideControls: true } },
    Tooltip: { defaultProps: { ...brief, openDelay: 300 } },
    SegmentedControl: { defaultProps: { transitionDuration: 150 } },
    PasswordInput: { defaultProps: { visibilityToggleFocusable: true } },
  },
});

/** Mantine's own quiet greys and reds stay below 4.5:1 (WCAG 2.2, 1.4.3); these don't. */
export const themeVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-text': '#1b1d22',
    '--mantine-color-dimmed': '#5b616e',
    '--mantine-color-placeholder': '#6b7180',
    '--mantine-color-error': '#c22525',
    '--mantine-color-default-border': '#d5d8df',
    '--mantine-color-anchor': '#4650d6',
    // Mantine's own colour for a green alert's title has 3.8:1 on its ground.
    '--mantine-color-green-light-color': '#125226',
    '--line-quiet': '#eceef2',
    '--ground-quiet': '#f6f7f9',
  },
  dark: {
    '--mantine-color-text': '#d9dce3',
    '--mantine-color-dimmed': '#a3a8b4',
    '--mantine-color-placeholder': '#8d93a1',
    '--mantine-color-error': '#ff8b8b',
    '--mantine-color-default-border': '#363a44',
    '--mantine-color-anchor': '#a3abf9',
    // What is quiet is read by its colour, and Mantine's is all but white.
    '--mantine-color-indigo-light-color': '#a3abf9',
    '--mantine-color-red-light-color': '#ff8b8b',
    '--mantine-color-green-light-color': '#8cd99c',
    '--line-quiet': '#26282f',
    '--ground-quiet': '#1d1f24',
  },
});
