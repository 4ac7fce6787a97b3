/**
 * The full address of a place on this site. Everything is below the base path that the server wrote
 * into `<base href>`, so no address in the web app begins with a slash.
 *
 * @param path relative to the site's base path, such as `auth/login`
 */
export function siteUrl(path = ''): string {
  return new URL(path, document.baseURI).href;
}

/**
 * Leaves the web app for a page of the server, with a full load, after the session has changed.
 *
 * @param replaces whether the Back button can't return to this page, such as a form that has been
 * sent
 */
export function leaveTo(path: string, { replaces = false } = {}): void {
  // With the Back button, a browser can show the old state of the page: for another session, or busy for ever.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) window.location.reload();
  });
  if (replaces) window.location.replace(siteUrl(path));
  else window.location.assign(siteUrl(path));
}
