import '@fontsource-variable/inter/wght.css';
import './parts/mantine.css';
import './parts/base.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from './api/api-error.ts';
import { App } from './app.tsx';
import { ConfirmPage } from './pages/confirm/confirm-page.tsx';
import { hideAnswer, readRefusal } from './pages/refused/read-refusal.ts';
import { RefusedPage } from './pages/refused/refused-page.tsx';
import { shareStyleNonce, styleNonce } from './parts/style-nonce.ts';
import { theme, themeVariables } from './parts/theme.ts';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (count, error) =>
        error instanceof ApiError && error.code === 'unreachable' && count < 2,
    },
  },
});

shareStyleNonce();
const refusal = readRefusal();
if (refusal !== null && !('confirm' in refusal)) hideAnswer(refusal);
const root = document.getElementById('root');
if (root === null) throw new TypeError('index.html has a root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={themeVariables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queries}>
        {/* The server's result of a sign-in is shown at any address. */}
        {refusal === null && <App />}
        {refusal !== null &&
          ('confirm' in refusal ? <ConfirmPage {...refusal} /> : <RefusedPage refusal={refusal} />)}
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
