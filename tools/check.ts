import { checkSteps, vitestStep } from './check-steps.ts';
import { runSteps } from './step.ts';

// `npm run check`
await runSteps([...checkSteps, vitestStep()]);
