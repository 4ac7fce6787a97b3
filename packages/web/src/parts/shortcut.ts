type Key = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'defaultPrevented' | 'target'
>;

/**
 * The shortcut that a key stands for, wherever it is on the keyboard.
 *
 * @returns null while a person types in a field, or a dialog or menu is open
 */
export function shortcutOf(event: Key): 'search' | 'list' | null {
  const { key, ctrlKey, metaKey, altKey, isComposing, defaultPrevented, target } = event;
  if (ctrlKey || metaKey || altKey || isComposing || defaultPrevented) return null;
  if (key !== '/' && key !== '?') return null;
  if (target instanceof HTMLElement && isTakingKeys(target)) return null;
  return key === '/' ? 'search' : 'list';
}

function isTakingKeys(target: HTMLElement): boolean {
  const isField =
    target.isContentEditable ||
    target.matches('input:not([type="checkbox"], [type="radio"]), textarea, select');
  return isField || target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null;
}
