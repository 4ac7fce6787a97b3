/**
 * Eight series colours for each background. They are distinct for people with protanopia,
 * deuteranopia and tritanopia too, and each has at least 3:1 against its background (WCAG 2.2,
 * 1.4.11); a test checks both.
 */
export const palette = {
  light: ['#4650d6', '#de7c00', '#3aa593', '#c1291b', '#771732', '#a87eeb', '#844e80', '#550f95'],
  dark: ['#8b95f7', '#e27429', '#7dd2fa', '#cfef46', '#b23f09', '#ebad97', '#a16d8f', '#5a54d3'],
} as const;

/** The backgrounds of the palette: that of the page in each scheme. */
export const grounds = { light: '#ffffff', dark: '#17181c' } as const;
