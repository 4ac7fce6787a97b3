import { fastSteps } from './check-steps.ts';
import { runSteps } from './step.ts';

// `npm run check:fast`: the loop while programming. Before a commit: `npm run check`.
process.env.TEST_DATABASES = 'sqlite';
await runSteps(fastSteps);
