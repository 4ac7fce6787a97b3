import type { Account } from '@dashboard/contract';
import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconLogout, IconUser, IconUserCheck, IconUserOff } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { Link } from 'react-router';
import { displayName } from '../../../words/person-words.ts';
import { ChangeState } from './change-state.tsx';
import { SignOutEverywhere } from './sign-out-everywhere.tsx';

/** The actions for a person in the list. */
export function PersonMenu({ person }: { readonly person: Account }) {
  const [asked, setAsked] = useState<'state' | 'sessions' | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);

  function ask(what: 'state' | 'sessions'): void {
    setAsked(what);
    setIsOpen(true);
  }

  const dialog = { person, isOpen, onClose: () => setIsOpen(false), returnTo: button };
  return (
    <>
      <Menu width={220}>
        <Menu.Target>
          <ActionIcon
            ref={button}
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Actions for ${displayName(person)}`}
          >
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component={Link}
            to={`/admin/people/${person.id}`}
            leftSection={<IconUser size={18} aria-hidden />}
          >
            Open
          </Menu.Item>
          <Menu.Item
            leftSection={<IconLogout size={18} aria-hidden />}
            onClick={() => ask('sessions')}
          >
            Sign out everywhere
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            leftSection={
              person.active ? (
                <IconUserOff size={18} aria-hidden />
              ) : (
                <IconUserCheck size={18} aria-hidden />
              )
            }
            onClick={() => ask('state')}
          >
            {person.active ? 'Deactivate' : 'Reactivate'}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked === 'state' && <ChangeState {...dialog} etag={null} />}
      {asked === 'sessions' && <SignOutEverywhere {...dialog} />}
    </>
  );
}
