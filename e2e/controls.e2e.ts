import { chromium, type Page } from '@playwright/test';
import { expect, signInAsAdministrator, test, withAdministrator } from './servers.ts';

const pages = [
  'question/2',
  'account',
  'admin/settings/general',
  'admin/settings/authentication',
  'admin/settings/authentication/jwt',
  'admin/settings/authentication/password-login',
  'admin/people',
  'admin/groups',
  'admin/sign-ins',
  'admin/check-token',
  'admin/audit',
];

/**
 * JWT from the environment: its fields are locked, on and off, and password login can't be disabled
 * yet.
 */
const lockedSettings = {
  ...withAdministrator,
  DASHBOARD_JWT_ENABLED: 'true',
  DASHBOARD_JWT_IDENTITY_PROVIDER_URI: 'http://localhost:9/login',
  DASHBOARD_JWT_SIGNING_KEY: 'a signing key for the tests of the pages',
  DASHBOARD_JWT_REACTIVATE_ON_SIGN_IN: 'false',
} as const;

async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
}

/** Check boxes, radio buttons and switches that the browser draws although a styled control replaces them. */
const visibleNativeControls = `[...document.querySelectorAll('input[type=checkbox], input[type=radio]')]
  .filter((input) => {
    const { appearance, opacity, width, clipPath } = getComputedStyle(input);
    const isHidden = opacity === '0' || width === '1px' || clipPath !== 'none';
    return appearance !== 'none' && !isHidden;
  })
  .map((input) => input.outerHTML)`;

test('a styled switch, check box or radio button never shows the native control under it', async ({
  page,
  programs,
}) => {
  const dashboard = await programs.dashboard(lockedSettings);
  await signInAsAdministrator(page, dashboard);
  const visible: string[] = [];
  for (const path of pages) {
    await open(page, dashboard.address + path);
    visible.push(...(await page.evaluate<string[]>(visibleNativeControls)));
  }
  await open(page, `${dashboard.address}admin/settings/authentication/jwt`);
  await expect(page.getByRole('switch', { name: 'Enabled' })).toBeDisabled();
  expect(visible).toEqual([]);
});

/**
 * Focuses each control in turn with the keyboard, and returns those that look the same with and
 * without focus.
 */
const controlsWithoutFocusRing = `(() => {
  document.activeElement.blur();
  const look = (element, pseudo) => {
    if (element === null) return '';
    const style = getComputedStyle(element, pseudo);
    const outline = style.outlineStyle === 'none' ? '' : style.outlineWidth;
    return [outline, style.boxShadow, style.borderColor, style.backgroundColor, style.transform].join();
  };
  const surroundings = (element) =>
    [
      ...[element, element.nextElementSibling, element.parentElement],
      ...[element.closest('tr, li'), element.closest('.mantine-Input-input:not(input)')],
    ]
      .flatMap((one) => [look(one), look(one, '::after')])
      .join(' | ');
  const all = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  return [...document.querySelectorAll(all)]
    .filter((control) => control.checkVisibility() && !control.matches(':disabled'))
    .filter((control) => {
      const before = surroundings(control);
      control.focus();
      const isSame = document.activeElement === control && surroundings(control) === before;
      control.blur();
      return isSame;
    })
    .map((control) => control.outerHTML.slice(0, 160));
})()`;

test('every control shows when it has the keyboard focus', async ({ page, programs }) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await signInAsAdministrator(page, dashboard);
  const unmarked: string[] = [];
  for (const path of pages) {
    await open(page, dashboard.address + path);
    // After the first key, the browser shows the focus as it does for the keyboard.
    await page.keyboard.press('Tab');
    unmarked.push(
      ...(await page.evaluate<string[]>(controlsWithoutFocusRing)).map((one) => `${path}: ${one}`),
    );
  }
  expect(unmarked).toEqual([]);
});

test('an invalid field shows its focus too', async ({ page, programs }) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await signInAsAdministrator(page, dashboard);
  await open(page, `${dashboard.address}admin/settings/authentication/jwt`);
  await page.getByRole('switch', { name: 'Enabled' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  const field = page.getByLabel('JWT Identity Provider URI');
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveCSS('outline-style', 'solid');
});

test('opening a dialog causes no layout shift with classic scroll bars', async ({
  launchOptions,
  programs,
}) => {
  const dashboard = await programs.dashboard(withAdministrator);
  const browser = await chromium.launch({
    ...launchOptions,
    ignoreDefaultArgs: ['--hide-scrollbars'],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 500 } });
  await signInAsAdministrator(page, dashboard);
  for (const [path, button] of [
    ['admin/settings/authentication/jwt', 'Generate'],
    ['admin/groups', 'Create group'],
  ] as const) {
    await open(page, dashboard.address + path);
    const avatar = page.getByRole('button', { name: /account/i }).first();
    const before = await avatar.boundingBox();
    await page.getByRole('button', { name: button }).first().click();
    await page.getByRole('dialog').waitFor();
    expect(await avatar.boundingBox()).toEqual(before);
  }
  await browser.close();
});

test('a long group name wraps in the list of groups, and the field shows the focus as others do', async ({
  page,
  programs,
}) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await page.setViewportSize({ width: 360, height: 740 });
  await signInAsAdministrator(page, dashboard);
  const name = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte';
  const made = await page.request.post(`${dashboard.address}api/groups`, {
    data: { name: `${name} of the company, with more words after it` },
    headers: { origin: new URL(dashboard.address).origin, 'sec-fetch-site': 'same-origin' },
  });
  expect(made.status()).toBe(201);
  await open(page, `${dashboard.address}admin/settings/authentication/jwt`);
  await page.getByRole('switch', { name: 'Synchronize group memberships' }).click();
  await page.getByRole('button', { name: 'Edit mappings' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Group name in the token').fill('eng');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  const field = dialog.getByPlaceholder('Select groups');
  await page.keyboard.press('Tab');
  await field.focus();
  await expect(field).toHaveCSS('outline-style', 'none');
  const frame = dialog.locator('.mantine-MultiSelect-input');
  await expect(frame).toHaveCSS('outline-style', 'solid');
  await field.click();
  const option = page.getByRole('option', { name: new RegExp(name) });
  await expect(option).toBeVisible();
  const [list, row] = [await page.getByRole('listbox').boundingBox(), await option.boundingBox()];
  expect(row?.width).toBeLessThanOrEqual(list?.width ?? 0);
  expect((row?.x ?? 0) + (row?.width ?? 0)).toBeLessThanOrEqual(360);
});

test('a switch that the environment sets keeps a readable label', async ({ page, programs }) => {
  const dashboard = await programs.dashboard(lockedSettings);
  await signInAsAdministrator(page, dashboard);
  await open(page, `${dashboard.address}admin/settings/authentication/jwt`);
  await expect(page.getByRole('switch', { name: 'Enabled' })).toBeDisabled();
  const label = page.locator('.mantine-Switch-label', { hasText: 'Enabled' });
  await expect(label).toHaveCSS(
    'color',
    await page.evaluate<string>('getComputedStyle(document.body).color'),
  );
});

test('an error replaces the help text of its field', async ({ page, programs }) => {
  const dashboard = await programs.dashboard();
  await page.goto(dashboard.address);
  const help = page.getByText('At least 10 characters.', { exact: true });
  await expect(help).toBeVisible();
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByText('Use at least 10 characters.')).toBeVisible();
  await expect(help).toBeHidden();
  await page.locator('input[type=password]').fill('a password for tests');
  await expect(help).toBeVisible();
});
