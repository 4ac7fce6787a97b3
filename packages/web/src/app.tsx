import { useQuery } from '@tanstack/react-query';
import { createBrowserRouter, Navigate, Outlet, RouterProvider, useLocation } from 'react-router';
import { sessionQuery } from './api/read-session.ts';
import { siteUrl } from './api/site-url.ts';
import { HomePage } from './pages/home/home-page.tsx';
import { NotFoundPage } from './pages/not-found/not-found-page.tsx';
import { QuestionPage } from './pages/question/question-page.tsx';
import { SignInPage } from './pages/sign-in/sign-in-page.tsx';
import { SignedOutPage } from './pages/sign-in/signed-out-page.tsx';
import { AdminFrame } from './ui/admin-frame.tsx';
import { Broken } from './ui/broken.tsx';
import { isEmbedded } from './ui/embedded.ts';
import { Failure } from './ui/failure.tsx';
import { Frame } from './ui/frame.tsx';
import { OwnWindowPage } from './ui/own-window-page.tsx';

/** Every page. What most people open first comes with the app; the rest loads when it is opened. */
const router = createBrowserRouter(
  [
    {
      Component: OutermostPage,
      ErrorBoundary: Broken,
      HydrateFallback: () => null,
      children: [
        { path: '/setup', lazy: { Component: loadSetupPage } },
        { path: '/auth/login', Component: SignInPage },
        { path: '/auth/signed-out', Component: SignedOutPage },
        {
          Component: FramedPage,
          children: [
            { path: '/', Component: HomePage },
            { path: '/question/:idSlug', Component: QuestionPage },
            { path: '/account', lazy: { Component: loadAccountPage } },
            { path: '*', Component: NotFoundPage },
          ],
        },
        {
          Component: AdministratorsPage,
          children: [
            ...['/admin', '/admin/settings'].map((path) => ({
              path,
              element: <Navigate to="/admin/settings/general" replace />,
            })),
            { path: '/admin/settings/general', lazy: { Component: loadGeneralPage } },
            {
              path: '/admin/settings/authentication',
              lazy: { Component: loadAuthenticationPage },
            },
            { path: '/admin/settings/authentication/jwt', lazy: { Component: loadJwtPage } },
            {
              path: '/admin/settings/authentication/password-login',
              lazy: { Component: loadPasswordLoginPage },
            },
            { path: '/admin/people', lazy: { Component: loadPeoplePage } },
            { path: '/admin/people/:id', lazy: { Component: loadPersonPage } },
            { path: '/admin/groups', lazy: { Component: loadGroupsPage } },
            { path: '/admin/groups/:id', lazy: { Component: loadGroupPage } },
            { path: '/admin/sign-ins', lazy: { Component: loadSignInsPage } },
            { path: '/admin/check-token', lazy: { Component: loadCheckTokenPage } },
            { path: '/admin/audit', lazy: { Component: loadAuditPage } },
          ],
        },
      ],
    },
  ],
  { basename: new URL(siteUrl()).pathname },
);

export function App() {
  return <RouterProvider router={router} />;
}

/** In another page's frame there are questions only: the server says so of what is loaded, this of the rest. */
function OutermostPage() {
  const { pathname } = useLocation();
  return isEmbedded && !pathname.startsWith('/question/') ? <OwnWindowPage /> : <Outlet />;
}

function FramedPage() {
  return (
    <Frame>
      <Outlet />
    </Frame>
  );
}

/** For everybody else these pages don't exist; the API refuses them as well. */
function AdministratorsPage() {
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

async function loadSetupPage() {
  return (await import('./pages/setup/setup-page.tsx')).SetupPage;
}

async function loadAccountPage() {
  return (await import('./pages/account/account-page.tsx')).AccountPage;
}

async function loadGeneralPage() {
  return (await import('./pages/admin/general/general-page.tsx')).GeneralPage;
}

async function loadAuthenticationPage() {
  return (await import('./pages/admin/authentication/authentication-page.tsx')).AuthenticationPage;
}

async function loadJwtPage() {
  return (await import('./pages/admin/jwt/jwt-page.tsx')).JwtPage;
}

async function loadPasswordLoginPage() {
  return (await import('./pages/admin/password-login/password-login-page.tsx')).PasswordLoginPage;
}

async function loadPeoplePage() {
  return (await import('./pages/admin/people/people-page.tsx')).PeoplePage;
}

async function loadPersonPage() {
  return (await import('./pages/admin/people/person-page.tsx')).PersonPage;
}

async function loadGroupsPage() {
  return (await import('./pages/admin/groups/groups-page.tsx')).GroupsPage;
}

async function loadGroupPage() {
  return (await import('./pages/admin/groups/group-page.tsx')).GroupPage;
}

async function loadSignInsPage() {
  return (await import('./pages/admin/sign-ins/sign-ins-page.tsx')).SignInsPage;
}

async function loadCheckTokenPage() {
  return (await import('./pages/admin/check-token/check-token-page.tsx')).CheckTokenPage;
}

async function loadAuditPage() {
  return (await import('./pages/admin/audit/audit-page.tsx')).AuditPage;
}
