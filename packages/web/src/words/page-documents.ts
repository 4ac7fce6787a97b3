/** The document of each page that has one, below `/docs/`; the longest matching path counts. */
export const pageDocuments = {
  '/setup': 'operations#the-first-administrator',
  '/auth/login': 'operations#people-who-cannot-sign-in',
  '/admin/settings/general': 'operations#environment',
  '/admin/settings/authentication': 'authenticating-with-jwt',
  '/admin/settings/authentication/jwt': 'authenticating-with-jwt#enabling-jwt',
  '/admin/settings/authentication/password-login':
    'authenticating-with-jwt#disabling-password-login',
  '/admin/check-token': 'authenticating-with-jwt#trying-a-token',
  '/admin/people': 'authenticating-with-jwt#accounts',
  '/admin/groups': 'authenticating-with-jwt#group-schema',
  '/admin/sign-ins': 'authenticating-with-jwt#seeing-what-happened',
  '/admin/audit': 'authenticating-with-jwt#seeing-what-happened',
} as const;

const documents: Readonly<Record<string, string>> = pageDocuments;

/** @returns null where the page has no document */
export function documentOfPage(pathname: string): string | null {
  const match = Object.keys(documents)
    .filter((path) => pathname === path || pathname.startsWith(`${path}/`))
    .sort((a, b) => b.length - a.length)[0];
  return match === undefined ? null : (documents[match] ?? null);
}
