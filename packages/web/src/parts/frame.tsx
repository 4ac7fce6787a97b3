import { Alert, Anchor, Skeleton } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { IconChartLine } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type MouseEvent, type ReactNode, useEffect, useRef } from 'react';
import {
  Link,
  NavigationType,
  ScrollRestoration,
  useLocation,
  useNavigationType,
} from 'react-router';
import { sessionQuery } from '../api/sessions.ts';
import { propertiesQuery } from '../api/site.ts';
import { AccountMenu } from './account-menu.tsx';
import { isEmbedded, useTellingOuterPage } from './embedded.ts';
import classes from './frame.module.css';

export interface FrameProps {
  readonly children: ReactNode;
  /** Opens a menu that has no room beside the page. */
  readonly menuButton?: ReactNode;
  /** Stands beside the page where there is room. */
  readonly menu?: ReactNode;
}

/** The frame of every signed-in page: a bar at the top, then the page. */
export function Frame({ children, menuButton, menu }: FrameProps) {
  const { pathname, search } = useLocation();
  const frame = useRef<HTMLDivElement>(null);
  const main = useRef<HTMLElement>(null);
  useFocusOnArrival(main, pathname);
  useTellingOuterPage(frame);
  // Asked for by the page that shows a question in a frame: the bar is its own affair.
  const isBare =
    pathname.startsWith('/question/') && new URLSearchParams(search).get('chrome') === 'none';

  function skip(event: MouseEvent) {
    event.preventDefault();
    main.current?.focus();
  }

  return (
    <div ref={frame} className={classes.frame} data-embedded={isEmbedded || undefined}>
      {!isBare && (
        <>
          {/* A bare #main would lead to the site's base, which <base href> names. */}
          <a
            className={classes.skip}
            href={`${window.location.pathname}${search}#main`}
            onClick={skip}
          >
            Skip to content
          </a>
          <header className={classes.bar}>
            {menuButton}
            <SiteName />
            {!isEmbedded && <AdminLink />}
            {!isEmbedded && <AccountMenu />}
          </header>
        </>
      )}
      <div className={classes.below}>
        {menu}
        <main ref={main} id="main" tabIndex={-1} className={classes.main}>
          {!isEmbedded && pathname !== '/account' && <PasswordIsDue />}
          {children}
        </main>
      </div>
      <Notifications position="top-center" />
      <ScrollRestoration />
    </div>
  );
}

/** Shown to people who signed in with a temporary password, until they choose a new one. */
function PasswordIsDue() {
  const { data } = useQuery(sessionQuery);
  if (data?.passwordChangeRequired !== true) return null;
  return (
    <Alert mb="lg" title="Choose a new password">
      Your temporary password has expired.{' '}
      <Anchor component={Link} to="/account" inherit underline="always">
        Choose a new password
      </Anchor>{' '}
      before you sign out.
    </Alert>
  );
}

/** Also in the account menu, which is the only place for it on a phone. */
function AdminLink() {
  const { data } = useQuery(sessionQuery);
  const { pathname } = useLocation();
  if (data?.account.isAdministrator !== true || pathname.startsWith('/admin')) return null;
  return (
    <Anchor component={Link} to="/admin/settings/authentication" className={classes.admin}>
      Admin
    </Anchor>
  );
}

function SiteName() {
  const { data } = useQuery(propertiesQuery);
  return (
    <Anchor
      component={Link}
      to="/"
      className={classes.home}
      underline="never"
      {...(isEmbedded ? { target: '_blank' } : {})}
    >
      <IconChartLine className={classes.mark} size={22} aria-hidden />
      {data === undefined ? <Skeleton width={120} height={16} /> : <span>{data.siteName}</span>}
    </Anchor>
  );
}

/** A page that was navigated to within the app gets the focus, as a page that was loaded would. */
function useFocusOnArrival(main: { readonly current: HTMLElement | null }, pathname: string): void {
  const last = useRef(pathname);
  const isCorrected = useNavigationType() === NavigationType.Replace;
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    // An address that was only put right is the page one is on already.
    if (isCorrected) return;
    main.current?.focus({ preventScroll: true });
  }, [main, pathname, isCorrected]);
}
