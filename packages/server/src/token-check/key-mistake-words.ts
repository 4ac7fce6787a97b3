import type { KeyMistake } from '@dashboard/login-token';

/** The error in the app's key, and how to fix it; the key itself is never shown. */
export const keyMistakeWords: Readonly<Record<KeyMistake, string>> = {
  white_space_added:
    'Your app signs with a space or a line break at an end of the key. Trim the key in your app.',
  white_space_removed:
    'The key here has white space at its ends, and your app signs without it. Set the key again to trim it.',
  quoted:
    'Your app signs with quotation marks around the key. Remove the quotation marks in your app.',
  unquoted:
    'The key here has quotation marks around it, and your app signs without them. Set the key again without them.',
  value_only:
    'The key here is a line NAME=value, and your app signs with the value only. Set the key again without the name.',
  base64_decoded:
    'Your app decodes the key from base64. Use the text of the key as UTF-8 bytes, without decoding it.',
  base64_encoded:
    'Your app encodes the key as base64. Use the text of the key as UTF-8 bytes, without encoding it.',
  hex_decoded:
    'Your app decodes the key from hex. Use the text of the key as UTF-8 bytes, without decoding it.',
  hex_encoded:
    'Your app encodes the key as hex. Use the text of the key as UTF-8 bytes, without encoding it.',
};
