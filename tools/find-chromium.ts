import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installWithApt } from '../packages/server/src/testing/install-with-apt.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * The browser to test with: `CHROMIUM_PATH`, or the machine's own; as root on Debian it is installed
 * where it is missing.
 *
 * @throws Error saying in one line what to install
 */
export function findChromium(): string {
  const given = process.env.CHROMIUM_PATH ?? '';
  if (given !== '') {
    if (existsSync(given)) return given;
    throw new Error(`CHROMIUM_PATH names ${given}, which is not there.`);
  }
  const found = findOnMachine();
  if (found !== null) return found;
  installWithApt('chromium', 'for the browser tests');
  const installed = findOnMachine();
  if (installed !== null) return installed;
  throw new Error('The browser tests need Chromium or Chrome: install one, or set CHROMIUM_PATH.');
}

function findOnMachine(): string | null {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const places = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...places, ...applications].find((path) => existsSync(path)) ?? null;
}
