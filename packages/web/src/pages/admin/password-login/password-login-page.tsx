import type { PasswordLogin } from '@dashboard/contract';
import { Alert, Anchor, Code, Skeleton, Stack, Text } from '@mantine/core';
import { IconClock, IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { passwordLoginQuery } from '../../../api/password-login.ts';
import { propertiesQuery } from '../../../api/site.ts';
import type { Versioned } from '../../../api/versioned.ts';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { Failure } from '../../../parts/failure.tsx';
import { PageHead } from '../../../parts/page-head.tsx';
import { Section } from '../../../parts/section.tsx';
import { StateBadge } from '../../../parts/state-badge.tsx';
import { TrySigningIn } from '../../../parts/try-signing-in.tsx';
import { usePageTitle } from '../../../parts/use-page-title.ts';
import { PasswordLoginSwitch, recoveryCommand } from './password-login-switch.tsx';

/** Whether people can sign in with a password, who can sign in without, and how to recover. */
export function PasswordLoginPage() {
  const { data, error, refetch } = useQuery(passwordLoginQuery);
  usePageTitle('Password login');
  return (
    <Stack gap={40} maw={640}>
      <PageHead
        up={{ to: '/admin/settings/authentication', label: 'Authentication' }}
        title="Password login"
        facts="Sign in with an email and a password."
        badges={
          data && (
            <StateBadge
              isOn={data.value.enabled}
              word={data.value.enabled ? 'Enabled' : 'Disabled'}
            />
          )
        }
      />
      {data === undefined && error !== null && (
        <Failure error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && (
        <Skeleton height={320} aria-label="Loading the setting" />
      )}
      {data !== undefined && <Setting saved={data} />}
    </Stack>
  );
}

function Setting({ saved }: { readonly saved: Versioned<PasswordLogin> }) {
  const { provenAdministrators } = saved.value;
  return (
    <>
      <Stack gap="md">
        <Locked {...saved.value} />
        <PasswordLoginSwitch saved={saved} />
        <Waiting {...saved.value} />
      </Stack>
      <Section
        title="Administrators who can sign in with JWT"
        about="Active administrators who have signed in with the current JWT settings."
      >
        {provenAdministrators.length === 0 && <Text>None yet.</Text>}
        <Administrators people={provenAdministrators} />
      </Section>
      <Section
        title="Recovery"
        about="If JWT sign-in stops working, run this on the server to enable password login again:"
      >
        <Stack gap="sm" align="flex-start">
          <Code block w="100%">
            {recoveryCommand}
          </Code>
          <CopyButton value={recoveryCommand} label="Copy command" />
        </Stack>
      </Section>
    </>
  );
}

function Locked({ lockedByEnvironment, overridesEnvironment }: PasswordLogin) {
  if (!lockedByEnvironment) return null;
  return (
    <Alert variant="light" color="gray" icon={<IconLock />} title="Set by the environment">
      <Text c="var(--mantine-color-text)">
        Set by <Code>DASHBOARD_PASSWORD_LOGIN_ENABLED</Code>. To change it, change this variable on
        the server.
        {overridesEnvironment &&
          ' A command on the server overrides this variable until an administrator next signs in with JWT.'}
      </Text>
    </Alert>
  );
}

function Waiting({ keptOnBecause }: PasswordLogin) {
  const { data: properties } = useQuery(propertiesQuery);
  if (keptOnBecause === null) return null;
  return (
    <Alert
      variant="light"
      color="indigo"
      icon={<IconClock />}
      title="You can’t disable this yet"
      id="kept-on"
    >
      <Stack gap="md">
        <Text c="var(--mantine-color-text)">
          {keptOnBecause}{' '}
          <Anchor
            component={Link}
            to="/admin/settings/authentication/jwt"
            inherit
            underline="always"
          >
            JWT settings
          </Anchor>
        </Text>
        {properties?.jwtEnabled && <TrySigningIn />}
      </Stack>
    </Alert>
  );
}

/** The emails of administrators, as links to their pages. */
function Administrators({ people }: { readonly people: PasswordLogin['provenAdministrators'] }) {
  if (people.length === 0) return null;
  return (
    <ul style={{ margin: 0, paddingInlineStart: 20, overflowWrap: 'anywhere' }}>
      {people.map(({ id, email }) => (
        <li key={id}>
          <Anchor component={Link} to={`/admin/people/${id}`} inherit>
            <bdi>{email}</bdi>
          </Anchor>
        </li>
      ))}
    </ul>
  );
}
