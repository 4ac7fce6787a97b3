import { Group, Kbd, Modal, Stack, Switch, Text } from '@mantine/core';
import { useLocalStorage, useWindowEvent } from '@mantine/hooks';
import classes from './keyboard-shortcuts.module.css';
import { shortcutOf } from './shortcut.ts';

const shortcuts = [
  { keys: ['/'], what: 'Go to the search field of the page' },
  { keys: ['?'], what: 'Show the keyboard shortcuts' },
  { keys: ['Esc'], what: 'Close a dialog or a menu' },
  { keys: ['←', '→'], what: 'Switch between options, such as Chart and Table' },
];

export interface KeyboardShortcutsProps {
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

/** Handles the shortcuts of a single key and lists all of them. People can disable them (WCAG 2.1.4). */
export function KeyboardShortcuts({ isOpen, onOpen, onClose }: KeyboardShortcutsProps) {
  const [isEnabled, setIsEnabled] = useLocalStorage({
    key: 'dashboard-single-key-shortcuts',
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  useWindowEvent('keydown', (event) => {
    const shortcut = isEnabled ? shortcutOf(event) : null;
    if (shortcut === null) return;
    const search = document.querySelector<HTMLElement>('main [role="searchbox"]');
    if (shortcut === 'search' && search === null) return;
    event.preventDefault();
    if (shortcut === 'search') search?.focus();
    else onOpen();
  });
  return (
    <Modal opened={isOpen} onClose={onClose} title="Keyboard shortcuts">
      <Stack gap="lg">
        <dl className={classes.list}>
          {shortcuts.map(({ keys, what }) => (
            <div key={what} className={classes.shortcut}>
              <dt>
                <Group gap={4} wrap="nowrap">
                  {keys.map((key) => (
                    <Kbd key={key} ff="text">
                      {key}
                    </Kbd>
                  ))}
                </Group>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <Switch
          label="Single-key shortcuts"
          description={
            <Text span inherit>
              Enables <Kbd size="xs">/</Kbd> and <Kbd size="xs">?</Kbd> in this browser.
            </Text>
          }
          checked={isEnabled}
          onChange={(event) => setIsEnabled(event.currentTarget.checked)}
        />
      </Stack>
    </Modal>
  );
}
