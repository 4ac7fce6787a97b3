import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installWithApt } from '../packages/server/src/testing/install-with-apt.ts';

interface Browser {
  /** The environment variable that names another one. */
  readonly variable: string;
  readonly names: readonly string[];
  readonly applications: readonly string[];
  readonly debianPackage: string;
  readonly title: string;
}

const chromium: Browser = {
  variable: 'CHROMIUM_PATH',
  names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  applications: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
  debianPackage: 'chromium',
  title: 'Chromium or Chrome',
};

const firefox: Browser = {
  variable: 'FIREFOX_PATH',
  names: ['firefox-esr', 'firefox'],
  applications: [
    '/Applications/Firefox.app/Contents/MacOS/firefox',
    'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
  ],
  debianPackage: 'firefox-esr',
  title: 'Firefox',
};

/**
 * The browser to test with: `CHROMIUM_PATH`, or the machine's own. As root on Debian it is installed if
 * it is missing.
 *
 * @throws Error that says in one line what to install
 */
export function findChromium(): string {
  const found = find(chromium);
  if (found !== null) return found;
  throw new Error(missing(chromium));
}

/** The same for Firefox and `FIREFOX_PATH`; `reason` says what to install if there is none. */
export function findFirefox(): { readonly path: string } | { readonly reason: string } {
  const path = find(firefox);
  return path === null ? { reason: missing(firefox) } : { path };
}

function missing({ title, variable }: Browser): string {
  return `The browser tests need ${title}: install it, or set ${variable}.`;
}

/** @throws Error if the variable names a file that doesn't exist */
function find(browser: Browser): string | null {
  const given = process.env[browser.variable] ?? '';
  if (given !== '') {
    if (existsSync(given)) return given;
    throw new Error(`${browser.variable} names ${given}, which doesn't exist.`);
  }
  const found = findOnMachine(browser);
  if (found !== null) return found;
  installWithApt(browser.debianPackage, 'for the browser tests');
  return findOnMachine(browser);
}

function findOnMachine({ names, applications }: Browser): string | null {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const places = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...places, ...applications].find((path) => existsSync(path)) ?? null;
}
