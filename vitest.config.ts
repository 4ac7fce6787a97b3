import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // One for each core: a test mostly waits for its server.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'packages',
          include: [
            'packages/{authentication-app,contract,login-token,web}/src/**/*.test.{ts,tsx}',
            'tools/**/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          include: ['packages/server/src/**/*.test.ts', 'packages/server/stories/**/*.story.ts'],
          // Only where a test of the server runs is PostgreSQL started.
          globalSetup: 'packages/server/src/testing/provide-for-run.ts',
        },
      },
    ],
  },
});
