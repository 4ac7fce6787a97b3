import './parts/mantine-signed-in.css';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from 'react-router';
import { sessionQuery } from './api/sessions.ts';
import { NotFoundPage } from './pages/not-found/not-found-page.tsx';
import { AdminFrame } from './parts/admin-frame.tsx';
import { Failure } from './parts/failure.tsx';
import { Frame } from './parts/frame.tsx';

/** The administration's pages, in one chunk: a person who opens one soon opens another. */
export { AuditPage } from './pages/admin/audit/audit-page.tsx';
export { AuthenticationPage } from './pages/admin/authentication/authentication-page.tsx';
export { CheckTokenPage } from './pages/admin/check-token/check-token-page.tsx';
export { GeneralPage } from './pages/admin/general/general-page.tsx';
export { GroupPage } from './pages/admin/groups/group-page.tsx';
export { GroupsPage } from './pages/admin/groups/groups-page.tsx';
export { JwtPage } from './pages/admin/jwt/jwt-page.tsx';
export { PasswordLoginPage } from './pages/admin/password-login/password-login-page.tsx';
export { PeoplePage } from './pages/admin/people/people-page.tsx';
export { PersonPage } from './pages/admin/people/person-page.tsx';
export { SignInsPage } from './pages/admin/sign-ins/sign-ins-page.tsx';

/**
 * The frame around each of them. For everyone else they don't exist; the API refuses them as well.
 */
export function AdministratorsPage() {
  const { data, error, refetch } = useQuery(sessionQuery);
  if (data === undefined) {
    return <Frame>{error && <Failure error={error} onRetry={() => void refetch()} />}</Frame>;
  }
  if (data.account.isAdministrator) {
    return (
      <AdminFrame>
        <Outlet />
      </AdminFrame>
    );
  }
  return (
    <Frame>
      <NotFoundPage />
    </Frame>
  );
}
