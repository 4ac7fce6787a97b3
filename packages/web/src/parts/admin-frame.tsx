import { ActionIcon, Drawer, NavLink, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconAdjustments,
  IconBook2,
  IconHistory,
  IconLogin,
  IconMenu2,
  IconShieldLock,
  IconTicket,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import { Link, useLocation } from 'react-router';
import { siteUrl } from '../api/site-url.ts';
import { documentOfPage } from '../words/page-documents.ts';
import classes from './admin-frame.module.css';
import { Frame } from './frame.tsx';

/** The administration's frame: its menu on the left, or in a drawer where there is no room. */
export function AdminFrame({ children }: { readonly children: React.ReactNode }) {
  const [isOpen, drawer] = useDisclosure(false);
  const menuButton = (
    <ActionIcon
      className={classes.button}
      variant="subtle"
      color="gray"
      size="lg"
      aria-label="Administration menu"
      aria-expanded={isOpen}
      onClick={drawer.open}
    >
      <IconMenu2 size={20} aria-hidden />
    </ActionIcon>
  );
  const menu = (
    <nav className={classes.menu} aria-label="Administration">
      <AdminMenu />
    </nav>
  );
  return (
    <Frame menuButton={menuButton} menu={menu}>
      <Drawer opened={isOpen} onClose={drawer.close} title="Administration" size={280}>
        <nav aria-label="Administration">
          <AdminMenu onChoose={drawer.close} />
        </nav>
      </Drawer>
      {children}
    </Frame>
  );
}

function AdminMenu({ onChoose }: { readonly onChoose?: () => void }) {
  return (
    <>
      <Text className={classes.title}>Administration</Text>
      <Text className={classes.heading}>Settings</Text>
      <Places places={settings} onChoose={onChoose} />
      <Text className={classes.heading}>Access</Text>
      <Places places={access} onChoose={onChoose} />
      <Text className={classes.heading}>Activity</Text>
      <Places places={logs} onChoose={onChoose} />
      <Text className={classes.heading}>Help</Text>
      <PageDocument />
    </>
  );
}

/** Opens beside the page, so that nothing typed in a form is lost. */
function PageDocument() {
  const place = documentOfPage(useLocation().pathname);
  return (
    <NavLink
      component="a"
      href={siteUrl(place === null ? 'docs' : `docs/${place}`)}
      target="_blank"
      label="Help for this page"
      leftSection={<IconBook2 size={18} aria-hidden />}
    />
  );
}

interface PlacesProps {
  readonly places: typeof settings;
  readonly onChoose: (() => void) | undefined;
}

function Places({ places, onChoose }: PlacesProps) {
  const { pathname } = useLocation();
  return (
    <div className={classes.places}>
      {places.map(({ to, label, Icon }) => (
        <NavLink
          key={to}
          component={Link}
          to={to}
          label={label}
          leftSection={<Icon size={18} aria-hidden />}
          active={pathname.startsWith(to)}
          {...(pathname === to ? { 'aria-current': 'page' as const } : {})}
          {...(onChoose ? { onClick: onChoose } : {})}
        />
      ))}
    </div>
  );
}

const settings = [
  { to: '/admin/settings/general', label: 'General', Icon: IconAdjustments },
  { to: '/admin/settings/authentication', label: 'Authentication', Icon: IconShieldLock },
  { to: '/admin/check-token', label: 'Check a token', Icon: IconTicket },
];

const access = [
  { to: '/admin/people', label: 'People', Icon: IconUsers },
  { to: '/admin/groups', label: 'Groups', Icon: IconUsersGroup },
];

const logs = [
  { to: '/admin/sign-ins', label: 'Sign-in log', Icon: IconLogin },
  { to: '/admin/audit', label: 'Audit log', Icon: IconHistory },
];
