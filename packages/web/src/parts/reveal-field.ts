/**
 * Focuses an element and scrolls to it, after opening every closed part (`<details>`) that contains it.
 *
 * @param id the element's id
 * @returns whether the page has such an element
 */
export function revealField(id: string): boolean {
  const field = document.getElementById(id);
  if (field === null) return false;
  for (const part of closedPartsOf(field)) part.open = true;
  field.scrollIntoView({ block: 'center' });
  field.focus({ preventScroll: true });
  return true;
}

function closedPartsOf(element: HTMLElement): HTMLDetailsElement[] {
  const part = element.parentElement?.closest<HTMLDetailsElement>('details:not([open])') ?? null;
  return part === null ? [] : [part, ...closedPartsOf(part)];
}
