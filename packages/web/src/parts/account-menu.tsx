import {
  Avatar,
  type MantineColorScheme,
  Menu,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconBook2,
  IconCode,
  IconKeyboard,
  IconLogout,
  IconSettings,
  IconUser,
} from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { sessionQuery, signOut } from '../api/sessions.ts';
import { leaveTo, siteUrl } from '../api/site-url.ts';
import { displayName, initials } from '../words/person-words.ts';
import classes from './account-menu.module.css';
import { KeyboardShortcuts } from './keyboard-shortcuts.tsx';

/** The signed-in person's menu: account, administration, theme, help, sign out. */
export function AccountMenu() {
  const { data } = useQuery(sessionQuery);
  const [hasShortcuts, shortcuts] = useDisclosure(false);
  const leave = useMutation({ mutationFn: signOut, onSuccess: leaveTo });
  if (data === undefined) return <span className={classes.placeholder} />;
  const { account } = data;
  return (
    <>
      <KeyboardShortcuts isOpen={hasShortcuts} onOpen={shortcuts.open} onClose={shortcuts.close} />
      <Menu width={260} withinPortal={false} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <UnstyledButton className={classes.target} aria-label="Account menu">
            <Avatar size={32} color="indigo" name={displayName(account)}>
              {initials(account)}
            </Avatar>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <div className={classes.person}>
            <Text fw={600} truncate>
              {displayName(account)}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {account.email}
            </Text>
          </div>
          <Menu.Divider />
          <Menu.Item
            component={Link}
            to="/account"
            leftSection={<IconUser size={18} aria-hidden />}
          >
            Account
          </Menu.Item>
          {account.isAdministrator && (
            <Menu.Item
              component={Link}
              to="/admin/settings/authentication"
              leftSection={<IconSettings size={18} aria-hidden />}
            >
              Admin
            </Menu.Item>
          )}
          <Menu.Divider />
          <ColorSchemeChoice />
          <Menu.Divider />
          <Help version={data.version} onShortcuts={shortcuts.open} />
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconLogout size={18} aria-hidden />}
            disabled={leave.isPending}
            onClick={() => leave.mutate()}
          >
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

/** The documents are pages of their own, outside the app. */
function Help({
  version,
  onShortcuts,
}: {
  readonly version: string;
  readonly onShortcuts: () => void;
}) {
  return (
    <>
      <Menu.Label>Help · Dashboard {version}</Menu.Label>
      <Menu.Item
        component="a"
        href={siteUrl('docs')}
        leftSection={<IconBook2 size={18} aria-hidden />}
      >
        Documentation
      </Menu.Item>
      <Menu.Item
        component="a"
        href={siteUrl('api/docs')}
        leftSection={<IconCode size={18} aria-hidden />}
      >
        API reference
      </Menu.Item>
      <Menu.Item leftSection={<IconKeyboard size={18} aria-hidden />} onClick={onShortcuts}>
        Keyboard shortcuts
      </Menu.Item>
    </>
  );
}

function ColorSchemeChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu.Label>Theme</Menu.Label>
      <Menu.RadioGroup
        value={colorScheme}
        onChange={(value) => setColorScheme(value as MantineColorScheme)}
      >
        {schemes.map(({ value, label }) => (
          <Menu.RadioItem key={value} value={value}>
            {label}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}

const schemes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'System' },
] as const;
