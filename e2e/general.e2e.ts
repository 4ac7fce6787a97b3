import { judgePage, look, watchPage } from './judge-page.ts';
import {
  expect,
  type Programs,
  type Running,
  signInAsAdministrator,
  test,
  withAdministrator,
} from './servers.ts';

const hostile = '<img src=x onerror=alert(1)>';

function start(programs: Programs, more: Readonly<Record<string, string>> = {}): Promise<Running> {
  return programs.dashboard({
    ...withAdministrator,
    ...more,
  });
}

test('the general settings are changed, kept after errors, and locked by the environment', async ({
  page,
  browser,
  programs,
}) => {
  test.setTimeout(120_000);
  const dashboard = await start(programs);
  const settings = `${dashboard.address}admin/settings/general`;
  const problems = watchPage(page);
  await signInAsAdministrator(page, dashboard);
  await page.goto(`${dashboard.address}admin/settings/authentication`);
  await page.getByRole('link', { name: 'General' }).click();
  await expect(page.getByRole('heading', { name: 'General', level: 1 })).toBeVisible();
  await expect(page.getByLabel('Maximum session length', { exact: true })).toHaveValue('14');
  await expect(page.getByLabel('Idle timeout', { exact: true })).toHaveValue('1');
  await expect(page.getByRole('region', { name: 'Unsaved changes' })).toHaveCount(0);

  // An error is shown at its field, which gets the focus, and nothing that was typed is lost.
  const save = page.getByRole('button', { name: 'Save' });
  await page.getByLabel('Name').fill(hostile);
  await page.getByLabel('Maximum session length', { exact: true }).fill('366');
  await save.click();
  await expect(page.getByText('From 5 minutes to 365 days.')).toBeVisible();
  await expect(page.getByLabel('Maximum session length', { exact: true })).toBeFocused();
  await page.getByLabel('Maximum session length', { exact: true }).fill('36');
  await page.getByRole('combobox', { name: 'Maximum session length: unit' }).click();
  await page.getByRole('option', { name: 'hours' }).click();
  await page.getByLabel('Sign-in log retention (days)').fill('30');
  await page.getByLabel('Address').fill('https://bi.example.com/?x=1');
  await save.click();
  await expect(page.getByText(/This must be an address such as/)).toBeVisible();
  await expect(page.getByLabel('Address')).toBeFocused();
  await expect(page.getByLabel('Name')).toHaveValue(hostile);

  // Another administrator saved first: the page shows them and their change, and keeps what was
  // typed.
  const other = await browser.newPage();
  await signInAsAdministrator(other, dashboard);
  await other.goto(settings);
  await other.getByLabel('Idle timeout', { exact: true }).fill('2');
  await other.getByRole('button', { name: 'Save' }).click();
  await expect(other.getByText('General settings saved')).toBeVisible();
  await page.getByLabel('Address').fill('https://bi.example.com/charts');
  await save.click();
  await page.getByRole('button', { name: 'Show their changes' }).click();
  await expect(page.getByLabel('Idle timeout', { exact: true })).toHaveValue('2');
  await expect(page.getByLabel('Sign-in log retention (days)')).toHaveValue('30');
  await save.click();
  await expect(page.getByText('General settings saved')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Name')).toHaveValue(hostile);
  await expect(
    page.getByText(`Takes effect after a restart. Until then: ${dashboard.address}.`),
  ).toBeVisible();
  const saved = await (await page.request.get(`${dashboard.address}api/settings/general`)).json();
  expect(saved).toMatchObject({
    siteName: hostile,
    siteAddress: 'https://bi.example.com/charts/',
    sessionMaxAgeSeconds: 36 * 3600,
    sessionIdleSeconds: 2 * 86_400,
    logRetentionDays: 30,
  });

  // Unsaved changes aren't left without a question.
  await page.getByLabel('Sign-in log retention (days)').fill('31');
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stay' }).click();
  await expect(page.getByLabel('Sign-in log retention (days)')).toHaveValue('31');
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByLabel('Sign-in log retention (days)')).toHaveValue('30');
  await look(page, settings, problems);
  expect(problems).toEqual([]);
});

test('sites that may embed questions are added and removed by keyboard alone', async ({
  page,
  programs,
}) => {
  test.setTimeout(90_000);
  const dashboard = await start(programs, { DASHBOARD_SITE_NAME: `\u202E${'W'.repeat(99)}` });
  const settings = `${dashboard.address}admin/settings/general`;
  const problems = watchPage(page);
  await signInAsAdministrator(page, dashboard);
  await page.goto(settings);
  await expect(page.getByText('Set by DASHBOARD_SITE_NAME')).toBeVisible();
  await expect(page.getByLabel('Name')).toBeDisabled();

  const origins = page.getByRole('list', { name: 'Sites that may embed questions' });
  await page.getByLabel('Site', { exact: true }).focus();
  await page.keyboard.type('app.example.com');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Enter an origin such as')).toBeVisible();
  for (const address of ['https://app.example.com/reports?x=1', 'http://evil.test']) {
    await page.getByLabel('Site', { exact: true }).press('ControlOrMeta+a');
    await page.keyboard.type(address);
    await page.keyboard.press('Enter');
  }
  await expect(origins.getByRole('listitem')).toHaveText([
    'https://app.example.com',
    'http://evil.test',
  ]);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/"http:\/\/evil\.test" is not an origin/)).toBeVisible();
  // On its way back from the field the Tab key reaches each site's button.
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('button', { name: 'Remove http://evil.test' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Site', { exact: true })).toBeFocused();
  await judgePage(page, 'general settings with a site to save', problems);
  await page.getByLabel('Site', { exact: true }).fill('https://app.example.com');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(page.getByText('General settings saved')).toBeVisible();
  const read = async () =>
    (await (await page.request.get(`${dashboard.address}api/settings/general`)).json())
      .embeddingOrigins;
  expect(await read()).toEqual(['https://app.example.com']);
  const question = await page.request.get(`${dashboard.address}question/1-superb-question`);
  expect(question.headers()['content-security-policy']).toContain(
    'frame-ancestors https://app.example.com',
  );
  expect(problems).toEqual([]);
});

test('an administrator opens the administration from the bar, or on a phone from the menu', async ({
  page,
  programs,
}) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await signInAsAdministrator(page, dashboard);
  const link = page.getByRole('banner').getByRole('link', { name: 'Admin', exact: true });
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(link).toBeHidden();
  await page.setViewportSize({ width: 1440, height: 900 });
  await link.click();
  await expect(page.getByRole('heading', { level: 1, name: 'Authentication' })).toBeVisible();
  await expect(link).toBeHidden();
});

test('a form whose session has ended keeps what was typed, and saving keeps the focus', async ({
  page,
  programs,
}) => {
  const dashboard = await start(programs);
  await signInAsAdministrator(page, dashboard);
  await page.goto(`${dashboard.address}admin/settings/general`);
  await page.getByLabel('Name').fill('A name that took long to type');
  await page.context().clearCookies();
  const save = page.getByRole('button', { name: 'Save' });
  await save.press('Enter');
  await expect(page.getByText('Your session has ended.')).toBeVisible();
  await expect(save).toBeFocused();
  await expect(page.getByLabel('Name')).toHaveValue('A name that took long to type');

  const otherTab = await page.context().newPage();
  await signInAsAdministrator(otherTab, dashboard);
  await save.press('Enter');
  await expect(page.getByText('General settings saved')).toBeVisible();
  await expect(page.getByRole('main')).toBeFocused();
});
