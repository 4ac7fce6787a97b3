import { createBrowserRouter, Navigate, Outlet, RouterProvider, useLocation } from 'react-router';
import { siteUrl } from './api/site-url.ts';
import { SignInPage } from './pages/sign-in/sign-in-page.tsx';
import { SignedOutPage } from './pages/sign-in/signed-out-page.tsx';
import { Broken } from './parts/broken.tsx';
import { isEmbedded } from './parts/embedded.ts';
import { OwnWindowPage } from './parts/own-window-page.tsx';

/**
 * Every page. Pages for people without a session are part of the app; the others are loaded when
 * they are opened.
 */
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
          lazy: signedIn('FramedPage'),
          children: [
            { path: '/', lazy: signedIn('HomePage') },
            { path: '/question/:idSlug', lazy: signedIn('QuestionPage') },
            { path: '/account', lazy: signedIn('AccountPage') },
            { path: '*', lazy: signedIn('NotFoundPage') },
          ],
        },
        {
          lazy: admin('AdministratorsPage'),
          children: [
            ...['/admin', '/admin/settings'].map((path) => ({
              path,
              element: <Navigate to="/admin/settings/general" replace />,
            })),
            { path: '/admin/settings/general', lazy: admin('GeneralPage') },
            { path: '/admin/settings/authentication', lazy: admin('AuthenticationPage') },
            { path: '/admin/settings/authentication/jwt', lazy: admin('JwtPage') },
            {
              path: '/admin/settings/authentication/password-login',
              lazy: admin('PasswordLoginPage'),
            },
            { path: '/admin/people', lazy: admin('PeoplePage') },
            { path: '/admin/people/:id', lazy: admin('PersonPage') },
            { path: '/admin/groups', lazy: admin('GroupsPage') },
            { path: '/admin/groups/:id', lazy: admin('GroupPage') },
            { path: '/admin/sign-ins', lazy: admin('SignInsPage') },
            { path: '/admin/check-token', lazy: admin('CheckTokenPage') },
            { path: '/admin/audit', lazy: admin('AuditPage') },
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

/**
 * In another page's frame only questions are shown: the server enforces it for loaded pages, this
 * for the rest.
 */
function OutermostPage() {
  const { pathname } = useLocation();
  return isEmbedded && !pathname.startsWith('/question/') ? <OwnWindowPage /> : <Outlet />;
}

function signedIn(name: keyof typeof import('./signed-in-pages.tsx')) {
  return { Component: async () => (await import('./signed-in-pages.tsx'))[name] };
}

function admin(name: keyof typeof import('./admin-pages.tsx')) {
  return { Component: async () => (await import('./admin-pages.tsx'))[name] };
}

async function loadSetupPage() {
  return (await import('./pages/setup/setup-page.tsx')).SetupPage;
}
