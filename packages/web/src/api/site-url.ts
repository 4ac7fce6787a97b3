/**
 * The full address of a place on this site. Everything lives under the base path that the server wrote
 * into `<base href>`, so no address in the web app begins with a slash.
 *
 * @param path relative to the site's base path, such as `auth/login`
 */
export function siteUrl(path = ''): string {
  return new URL(path, document.baseURI).href;
}

/** Leaves the web app for a page that the server answers, with a full load. */
export function leaveTo(path: string): void {
  window.location.assign(siteUrl(path));
}
